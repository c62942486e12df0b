"""Makes a store ready: bucket, users, notification rules; each only where it is missing or differs.

Safe at every start and by hand: a second run changes nothing. The broker is looked at before the
rules are written, so that no event is sent to where nobody keeps it.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from common.errors import BrokerUnavailable, RetryLater, SetupError, StoreRefused
from common.settings import Settings
from infra.minio import notifications, users
from infra.minio.admin import StoreAdmin
from infra.minio.bucket import AdministeredBucket
from infra.minio.users import StoreUser

# Servers that start together with us: MinIO is up in 1 s, RabbitMQ in 5 s, on a busy machine in a minute.
WAIT_SECONDS = 60.0
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 5.0
WRONG_CREDENTIALS = ("InvalidAccessKeyId", "SignatureDoesNotMatch")

T = TypeVar("T")


def bootstrap(
    configured: Settings,
    rules: Path,
    *,
    check_broker: Callable[[], None],
    store_users: Sequence[StoreUser] = (),
    wait_seconds: float = WAIT_SECONDS,
) -> list[str]:
    """Create or mend what is missing.

    Parameters
    ----------
    configured : the store's address, the bucket, and the store's administrator as access key.
    rules : a NotificationConfiguration in JSON, such as minio-notify.json.
    check_broker : raises SetupError or BrokerUnavailable when the worker could not work there.
    store_users : to be created, on MinIO; none elsewhere.
    wait_seconds : how long a server may take to answer.

    Returns
    -------
    One line for each thing that was done or found in place.

    Raises SetupError with the reason and what to change.
    """
    access_key, secret_key = _credentials(configured)
    endpoint = configured.store_endpoint
    store = AdministeredBucket.from_settings(configured)
    admin = StoreAdmin(endpoint, access_key=access_key, secret_key=secret_key)
    wanted = notifications.read(rules)
    patiently = partial(_patiently, seconds=wait_seconds, endpoint=endpoint)
    said = [patiently(partial(_bucket, store))]
    said += [patiently(partial(users.ensure, admin, endpoint, store.bucket, user)) for user in store_users]
    patiently(check_broker)
    said.append("broker: queue and exchanges of the worker are in place")
    return said + patiently(partial(_rules, store, admin, wanted))


def _credentials(configured: Settings) -> tuple[str, str]:
    if not configured.store_access_key or not configured.store_secret_key:
        raise SetupError(
            "DRIFTLINE_STORE_ACCESS_KEY and DRIFTLINE_STORE_SECRET_KEY must hold the store's administrator"
        )
    return configured.store_access_key.get_secret_value(), configured.store_secret_key.get_secret_value()


def _bucket(store: AdministeredBucket) -> str:
    created = store.create_bucket()
    return f"bucket {store.bucket}: " + ("created" if created else "in place, unchanged")


def _rules(store: AdministeredBucket, admin: StoreAdmin, wanted: list[notifications.Document]) -> list[str]:
    """Merge our rules into the bucket's, read back and compare."""
    present = store.notifications()
    said, differ = [], False
    for rule in wanted:
        found = notifications.find(present, rule["Id"])
        in_place = len(found) == 1 and notifications.same(found[0], rule)
        differ = differ or not in_place
        done = "in place, unchanged" if in_place else "replaced" if found else "added"
        said.append(f"rule {rule['Id']}: {done}")
    if differ:
        try:
            store.set_notifications(notifications.merged(present, wanted))
        except SetupError as error:
            raise _refused(error, admin, present, wanted) from error
        _compare(store.notifications(), present, wanted)
    kept = notifications.others(present, wanted)
    if kept:
        said.append(f"rules of others: {len(kept)} kept: " + "; ".join(map(notifications.describe, kept)))
    said += [
        f"mind: a rule of others brings our queue events of no new files: {notifications.describe(rule)}"
        for rule in notifications.intruders(present, wanted)
    ]
    return said


def _compare(
    now: notifications.Document, before: notifications.Document, wanted: list[notifications.Document]
) -> None:
    """Raise SetupError when the store does not have what was written."""
    for rule in wanted:
        found = notifications.find(now, rule["Id"])
        if len(found) != 1 or not notifications.same(found[0], rule):
            has = "; ".join(map(notifications.describe, found)) or "nothing"
            raise SetupError(f"the store was given {notifications.describe(rule)} and keeps {has}")
    lost = len(notifications.others(before, wanted)) - len(notifications.others(now, wanted))
    if lost > 0:
        raise SetupError(f"{lost} rules of others are gone: somebody wrote at the same moment; run it again")


def _refused(
    error: SetupError,
    admin: StoreAdmin,
    present: notifications.Document,
    wanted: list[notifications.Document],
) -> SetupError:
    """Return what to change, from what the server said when it refused the rules."""
    try:
        known = admin.targets()
    except (StoreRefused, RetryLater):  # no MinIO, or not its administrator
        known = None
    for rule in wanted:
        if known is not None and rule["QueueArn"] not in known:
            return SetupError(notifications.missing_target(rule["QueueArn"], known))
    if "ARN" in str(error):
        return SetupError(notifications.missing_target(wanted[0]["QueueArn"], known))
    others = "; ".join(map(notifications.describe, notifications.others(present, wanted))) or "none"
    return SetupError(f"{error}. Rules of others in this bucket: {others}")


def _patiently(step: Callable[[], T], *, seconds: float, endpoint: str) -> T:
    """Try a step again while a server does not answer.

    Raises SetupError naming the setting to look at.
    """
    tries = Retrying(
        retry=retry_if_exception_type(RetryLater),
        stop=stop_after_delay(seconds),
        wait=wait_random_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS),
        reraise=True,
    )
    try:
        return tries(step)
    except BrokerUnavailable as error:
        raise SetupError(
            f"{error}; after {seconds:.0f} s. Start RabbitMQ, or mend DRIFTLINE_BROKER_URL"
        ) from error
    except RetryLater as error:
        raise SetupError(
            f"{error}; at {endpoint}, after {seconds:.0f} s. Start the store, or mend "
            "DRIFTLINE_STORE_ENDPOINT"
        ) from error
    except StoreRefused as error:
        if any(code in str(error) for code in WRONG_CREDENTIALS):
            fix = "DRIFTLINE_STORE_ACCESS_KEY or DRIFTLINE_STORE_SECRET_KEY is wrong"
        else:
            fix = "the bootstrap needs the store's administrator in DRIFTLINE_STORE_ACCESS_KEY"
        raise SetupError(f"{error}. {fix}") from error
