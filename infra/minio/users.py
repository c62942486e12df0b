"""The store's users of our functions: each may do what its function does, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from common import keys
from common.errors import SetupError, StoreRefused
from common.stores.minio import MinioStore
from infra.minio.admin import StoreAdmin

LIST = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
READ = ("s3:GetObject", "s3:GetObjectVersion")
WRITE = ("s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject")


@dataclass(frozen=True)
class Role:
    """Prefixes of object keys that a function reads and writes."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]


ROLES = {
    "score": Role((keys.BASELINES, keys.DRIFTS, keys.RESULTS, keys.PROFILES), (keys.RESULTS, keys.PROFILES)),
    # Looks at the drift file that a verdict is on: an older verdict is none.
    "upload": Role((keys.DRIFTS, keys.RESULTS), (keys.BASELINES, keys.DRIFTS)),
}


@dataclass(frozen=True)
class StoreUser:
    """Credentials of one function."""

    role: str
    access_key: str
    secret_key: str = field(repr=False)


def from_environment(environment: Mapping[str, str]) -> list[StoreUser]:
    """Return the users that STORE_<ROLE>_ACCESS_KEY and STORE_<ROLE>_SECRET_KEY name.

    Raises SetupError when only one of the two stands there.
    """
    users = []
    for role in ROLES:
        names = [f"STORE_{role.upper()}_{part}_KEY" for part in ("ACCESS", "SECRET")]
        access, secret = (environment.get(name, "") for name in names)
        if bool(access) != bool(secret):
            raise SetupError(f"{names[0]} and {names[1]} go together; {names[bool(access)]} is empty")
        if access:
            users.append(StoreUser(role, access, secret))
    return users


def policy(bucket: str, role: Role) -> dict[str, Any]:
    """Return a role's policy document for one bucket."""

    def allow(actions: tuple[str, ...], *resources: str) -> dict[str, Any]:
        return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}

    arn = f"arn:aws:s3:::{bucket}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            allow(LIST, arn),
            allow(READ, *(f"{arn}/{prefix}*" for prefix in role.reads)),
            allow(WRITE, *(f"{arn}/{prefix}*" for prefix in role.writes)),
        ],
    }


def ensure(admin: StoreAdmin, endpoint: str, bucket: str, user: StoreUser) -> str:
    """Create a user with its policy, or mend what differs; says which.

    Raises StoreRefused when the administrator may not, StoreUnavailable when the store does not answer.
    """
    name = f"driftline-{user.role}-{bucket}"
    wanted = policy(bucket, ROLES[user.role])
    changed = []
    present = admin.policy(name)
    if present is None or _comparable(present) != _comparable(wanted):
        admin.put_policy(name, wanted)
        changed.append("policy " + ("created" if present is None else "replaced"))
    has = admin.user_policy(user.access_key)
    if has != name or not _comes_in(endpoint, bucket, user):
        admin.put_user(user.access_key, user.secret_key, policy=name)
        changed.append("user " + ("created" if has is None else "changed"))
    return f"store user for {user.role}: {', '.join(changed) or 'in place, unchanged'}"


def _comes_in(endpoint: str, bucket: str, user: StoreUser) -> bool:
    """Tell whether the user's password is the one we know; nobody can read it back."""
    store = MinioStore(endpoint, bucket, access_key=user.access_key, secret_key=user.secret_key)
    try:
        next(store.list(keys.NOTHING), None)
    except StoreRefused:
        return False
    return True


def _comparable(document: Mapping[str, Any]) -> set[tuple[object, ...]]:
    return {
        (each["Effect"], frozenset(each["Action"]), frozenset(each["Resource"]))
        for each in document["Statement"]
    }
