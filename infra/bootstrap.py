"""Prepares store and broker: creates the bucket, its users, its notification rules and the topology.

It creates what is missing and corrects what differs, so it is safe at every start: a second run changes
nothing. The broker comes before the rules, so that the store never publishes to an exchange without queues.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from common.errors import BrokerUnavailable, RetryLater, SetupError, StoreRefused, StoreRefusesAll
from common.settings import Settings
from infra.checks.store import FIXES
from infra.minio import notifications, users
from infra.minio.admin import StoreAdmin
from infra.minio.bucket import AdministeredBucket
from infra.minio.users import StoreUser

# If the servers start together with the bootstrap: MinIO needs 1 s, RabbitMQ 5 s, a busy machine a minute.
WAIT_SECONDS = 60.0
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 5.0

T = TypeVar("T")


def bootstrap(
    configured: Settings,
    rules: Path,
    *,
    prepare_broker: Callable[[], list[str]],
    store_users: Sequence[StoreUser] = (),
    wait_seconds: float = WAIT_SECONDS,
) -> list[str]:
    """Create what is missing and correct what differs.

    Parameters
    ----------
    configured : the store's address, the bucket, and the credentials of the store's administrator.
    rules : a NotificationConfiguration in JSON, such as minio-notify.json.
    prepare_broker : creates the topology and returns what it did; raises SetupError or BrokerUnavailable.
    store_users : the users to create (on MinIO only).
    wait_seconds : how long to wait for a server that does not answer.

    Returns
    -------
    What was done or is already in place, one line each.

    Raises SetupError with the reason and what to change.
    """
    endpoint = configured.store_endpoint
    admin = StoreAdmin.from_settings(configured)
    store = AdministeredBucket.from_settings(configured)
    wanted = notifications.read(rules)
    retrying = partial(_retrying, seconds=wait_seconds, endpoint=endpoint)
    done = [retrying(partial(_bucket, store))]
    done += [retrying(partial(users.ensure, admin, endpoint, store.bucket, user)) for user in store_users]
    done += retrying(prepare_broker)
    return done + retrying(partial(_rules, store, admin, wanted))


def _bucket(store: AdministeredBucket) -> str:
    created = store.create_bucket()
    return f"bucket {store.bucket}: " + ("created" if created else "in place, unchanged")


def _rules(store: AdministeredBucket, admin: StoreAdmin, wanted: list[notifications.Document]) -> list[str]:
    """Merge our rules into the bucket's, read them back and compare."""
    present = store.notifications()
    done, differ = [], False
    for rule in wanted:
        same_id = notifications.find(present, rule["Id"])
        in_place = len(same_id) == 1 and notifications.same(same_id[0], rule)
        differ = differ or not in_place
        state = "in place, unchanged" if in_place else "replaced" if same_id else "added"
        done.append(f"rule {rule['Id']}: {state}")
    outdated = notifications.former(present, wanted)
    done += [f"rule {rule['Id']}: removed, an earlier version wrote it" for rule in outdated]
    if differ or outdated:
        present, dropped = _write(store, admin, present, wanted)
        done += dropped
    kept = notifications.others(present, wanted)
    if kept:
        done.append(f"other rules: kept {len(kept)}: " + "; ".join(map(notifications.describe, kept)))
    done += [
        f"warning: another rule sends our queue events that are not new files: {notifications.describe(rule)}"
        for rule in notifications.intruders(present, wanted)
    ]
    return done


def _write(
    store: AdministeredBucket,
    admin: StoreAdmin,
    present: notifications.Document,
    wanted: list[notifications.Document],
) -> tuple[notifications.Document, list[str]]:
    """Write our rules beside those of others.

    Returns the rules that are kept, and a line for each that is not: MinIO refuses all rules if one names a
    target that is gone. (It forgets some of those itself when it reads them.)
    """
    dropped: list[str] = []
    try:
        store.set_notifications(notifications.merged(present, wanted))
    except SetupError as error:
        targets = _targets(admin)
        orphans = notifications.orphans(present, wanted, targets) if targets else []
        if not orphans or any(rule["QueueArn"] not in (targets or ()) for rule in wanted):
            raise _refused(error, targets, present, wanted) from error
        present = {name: [rule for rule in rules if rule not in orphans] for name, rules in present.items()}
        dropped = [
            f"other rule: removed, the store no longer has its target: {notifications.describe(rule)}"
            for rule in orphans
        ]
        store.set_notifications(notifications.merged(present, wanted))
    _compare(store.notifications(), present, wanted)
    return present, dropped


def _targets(admin: StoreAdmin) -> list[str] | None:
    """Return the store's targets, or None if it is not MinIO, or not ours to administer."""
    try:
        return admin.targets()
    except (StoreRefused, RetryLater):
        return None


def _compare(
    now: notifications.Document, before: notifications.Document, wanted: list[notifications.Document]
) -> None:
    """Raise SetupError if the store does not have the rules that were written."""
    for rule in wanted:
        same_id = notifications.find(now, rule["Id"])
        if len(same_id) != 1 or not notifications.same(same_id[0], rule):
            actual = "; ".join(map(notifications.describe, same_id)) or "nothing"
            raise SetupError(f"wrote the rule {notifications.describe(rule)}, but the store has {actual}")
    lost = len(notifications.others(before, wanted)) - len(notifications.others(now, wanted))
    if lost > 0:
        raise SetupError(f"{lost} other rules are gone: somebody else wrote at the same time; run it again")


def _refused(
    error: SetupError,
    targets: list[str] | None,
    present: notifications.Document,
    wanted: list[notifications.Document],
) -> SetupError:
    """Return what to change, from the server's reason for refusing the rules."""
    for rule in wanted:
        if targets is not None and rule["QueueArn"] not in targets:
            return SetupError(notifications.missing_target(rule["QueueArn"], targets))
    if "ARN" in str(error):
        return SetupError(notifications.missing_target(wanted[0]["QueueArn"], targets))
    others = "; ".join(map(notifications.describe, notifications.others(present, wanted))) or "none"
    return SetupError(f"{error}. Other rules in this bucket: {others}")


def _retrying(step: Callable[[], T], *, seconds: float, endpoint: str) -> T:
    """Repeat a step for as long as a server does not answer.

    Raises SetupError with the setting to check.
    """
    tries = Retrying(
        retry=retry_if_exception(_may_pass),
        stop=stop_after_delay(seconds),
        wait=wait_random_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS),
        reraise=True,
    )
    try:
        return tries(step)
    except BrokerUnavailable as error:
        raise SetupError(
            f"{error}; gave up after {seconds:.0f} s. Start RabbitMQ, or correct DRIFTLINE_BROKER_URL"
        ) from error
    except (StoreRefused, StoreRefusesAll) as error:
        known = (fix for code, fix in FIXES.items() if code in str(error))
        fix = next(known, "DRIFTLINE_STORE_ACCESS_KEY must be the store's administrator")
        raise SetupError(f"{str(error).rstrip('.')}. {fix}") from error
    except RetryLater as error:
        raise SetupError(
            f"{error}; gave up on {endpoint} after {seconds:.0f} s. Start the store, or correct "
            "DRIFTLINE_STORE_ENDPOINT"
        ) from error


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, RetryLater) and not isinstance(error, StoreRefusesAll)
