"""The store's users for our functions, each with only the permissions that its function needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from common import keys
from common.errors import SetupError, StoreRefused, StoreRefusesAll
from common.stores.minio import MinioStore
from common.stores.probe import check_answers
from infra.minio.admin import StoreAdmin

LOCATE = ("s3:GetBucketLocation",)
LIST = ("s3:ListBucket",)
READ = ("s3:GetObject", "s3:GetObjectVersion")
WRITE = ("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject")
# MinIO lets every user change its own password and make service accounts, unless a policy denies it. Both
# would outlive a change of the password by the operator. Temporary credentials (AssumeRole) cannot be denied.
DENIED = {"Effect": "Deny", "Action": ["admin:*"], "Resource": ["arn:aws:s3:::*"]}


@dataclass(frozen=True)
class Role:
    """The prefixes of the object keys that a function reads and writes."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]


ROLES = {
    "score": Role(
        reads=(keys.BASELINES, keys.DRIFTS, keys.RESULTS, keys.HISTORY, keys.PROFILES, keys.STATE),
        writes=(keys.RESULTS, keys.HISTORY, keys.PROFILES, keys.STATE),
    ),
    # It reads drift files to compare their etags with the verdict's.
    "upload": Role((keys.DRIFTS, keys.RESULTS), (keys.BASELINES, keys.DRIFTS)),
}


@dataclass(frozen=True)
class StoreUser:
    """Credentials of one function."""

    role: str
    access_key: str
    secret_key: str = field(repr=False)


def from_environment(environment: Mapping[str, str]) -> list[StoreUser]:
    """Return the users in STORE_<ROLE>_ACCESS_KEY and STORE_<ROLE>_SECRET_KEY.

    Raises SetupError if only one of the two is set.
    """
    users = []
    for role in ROLES:
        names = [f"STORE_{role.upper()}_{part}_KEY" for part in ("ACCESS", "SECRET")]
        access, secret = (environment.get(name, "") for name in names)
        if bool(access) != bool(secret):
            raise SetupError(
                f"set both {names[0]} and {names[1]}, or neither; {names[bool(access)]} is empty"
            )
        if access:
            users.append(StoreUser(role, access, secret))
    return users


def policy(bucket: str, role: Role) -> dict[str, Any]:
    """Return a role's policy document for one bucket."""

    def allow(actions: tuple[str, ...], *resources: str) -> dict[str, Any]:
        return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}

    arn = f"arn:aws:s3:::{bucket}"
    listed = [f"{prefix}*" for prefix in role.reads]
    return {
        "Version": "2012-10-17",
        "Statement": [
            DENIED,
            allow(LOCATE, arn),
            allow(LIST, arn) | {"Condition": {"StringLike": {"s3:prefix": listed}}},
            allow(READ, *(f"{arn}/{prefix}*" for prefix in role.reads)),
            allow(WRITE, *(f"{arn}/{prefix}*" for prefix in role.writes)),
        ],
    }


def ensure(admin: StoreAdmin, endpoint: str, bucket: str, user: StoreUser) -> str:
    """Create a user with its policy, or correct what differs; return what was done.

    Raises StoreRefused if the administrator has no permission, StoreUnavailable if the store does not answer.
    """
    name = _policy_name(bucket, user)
    changed = []
    present = admin.policy(name)
    if not _is_policy(present, bucket, user):
        admin.put_policy(name, policy(bucket, ROLES[user.role]))
        changed.append("policy " + ("created" if present is None else "replaced"))
    current = admin.user_policy(user.access_key)
    if current != name or not _can_log_in(endpoint, bucket, user):
        admin.put_user(user.access_key, user.secret_key, policy=name)
        changed.append("user " + ("created" if current is None else "changed"))
    return f"store user for {user.role}: {', '.join(changed) or 'in place, unchanged'}"


def faults(admin: StoreAdmin, endpoint: str, bucket: str, user: StoreUser) -> list[str]:
    """Return what `ensure` would correct, one line each; changes nothing.

    Raises StoreRefused if the administrator has no permission, StoreUnavailable if the store does not answer.
    """
    name = _policy_name(bucket, user)
    present, attached = admin.policy(name), admin.user_policy(user.access_key)
    lines = []
    if present is None:
        lines.append(f"there is no policy {name}")
    elif not _is_policy(present, bucket, user):
        lines.append(f"the policy {name} is not the one that the function needs")
    if attached is None:
        return [*lines, f"there is no user with the access key of STORE_{user.role.upper()}_ACCESS_KEY"]
    if attached != name:
        other = repr(attached) if attached else "no policy"
        lines.append(f"the user has {other} instead of {name}")
    if not lines and not _can_log_in(endpoint, bucket, user):
        lines.append(f"the user has another password than STORE_{user.role.upper()}_SECRET_KEY")
    return lines


def _policy_name(bucket: str, user: StoreUser) -> str:
    return f"driftline-{user.role}-{bucket}"


def _is_policy(document: Mapping[str, Any] | None, bucket: str, user: StoreUser) -> bool:
    wanted = policy(bucket, ROLES[user.role])
    return document is not None and _comparable(document) == _comparable(wanted)


def _can_log_in(endpoint: str, bucket: str, user: StoreUser) -> bool:
    """Return whether the store accepts the user's password, which cannot be read back."""
    store = MinioStore(endpoint, bucket, access_key=user.access_key, secret_key=user.secret_key)
    try:
        check_answers(store)
    except (StoreRefused, StoreRefusesAll):
        return False
    return True


def _comparable(document: Mapping[str, Any]) -> set[tuple[object, ...]]:
    """Return the statements in a form that does not depend on the order that a server gives them."""
    return {
        (
            each["Effect"],
            frozenset(each["Action"]),
            frozenset(each["Resource"]),
            frozenset(
                (operator, key, frozenset(values))
                for operator, keys_and_values in each.get("Condition", {}).items()
                for key, values in keys_and_values.items()
            ),
        )
        for each in document["Statement"]
    }
