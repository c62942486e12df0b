"""Whether the bucket has our notification rules, and the store the targets that they name."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from common.checks import Check, found_out, ok, problem
from infra.minio import notifications
from infra.minio.admin import StoreAdmin
from infra.minio.bucket import AdministeredBucket
from infra.minio.notifications import Document

REPAIR = "Run `driftline bootstrap`"
ONLINE = "online"


def rules(store: AdministeredBucket, admin: StoreAdmin, wanted: Sequence[Document]) -> list[Check]:
    """Return the state of each of our rules, and of each target that one of them names."""
    found = found_out("rules", lambda: [in_place(store.notifications(), rule) for rule in wanted])
    arns = dict.fromkeys(rule["QueueArn"] for rule in wanted)
    return found + found_out("target", lambda: _targets(admin, list(arns)))


def in_place(present: Mapping[str, Any], rule: Document) -> Check:
    """Return whether the bucket has a rule exactly as wanted."""
    name = f"rule {rule['Id']}"
    same_id = notifications.find(present, rule["Id"])
    if len(same_id) == 1 and notifications.same(same_id[0], rule):
        return ok(name, notifications.summary(rule), target=rule["QueueArn"])
    if not same_id:
        return problem(name, "the bucket has no such rule, so new files cause no event", REPAIR)
    actual = "; ".join(map(notifications.describe, same_id))
    return problem(name, f"it is {actual}, and should be {notifications.describe(rule)}", REPAIR)


def for_key(
    store: AdministeredBucket, admin: StoreAdmin, wanted: Sequence[Document], key: str
) -> list[Check]:
    """Return the state of the rule that announces an object to us, and of its target.

    Without such a rule, all our targets are checked: MinIO does not show a rule whose target it lacks.
    """
    arns = list(dict.fromkeys(rule["QueueArn"] for rule in wanted))
    found = found_out("rule", lambda: [announcing(store.notifications(), arns, key)])
    named = [str(arn) for check in found if (arn := check.values.get("target"))]
    return found + found_out("target", lambda: _targets(admin, named or arns))


def announcing(present: Mapping[str, Any], arns: Collection[str], key: str) -> Check:
    """Return whether a rule of the bucket sends an event to one of our targets if this object is put."""
    queues = present.get(notifications.QUEUES, ())
    for rule in queues:
        if rule["QueueArn"] in arns and notifications.announces(rule, key):
            detail = f"{rule.get('Id') or '(no Id)'}: {notifications.summary(rule)}"
            return ok("rule", detail, target=rule["QueueArn"])
    others = "; ".join(map(notifications.describe, queues)) or "none"
    return problem(
        "rule", f"none announces this file to {', '.join(sorted(arns))}; the bucket's rules: {others}", REPAIR
    )


def _targets(admin: StoreAdmin, arns: Sequence[str]) -> list[Check]:
    states = admin.target_states()
    return [target(arn, states) for arn in arns]


def target(arn: str, states: Mapping[str, str]) -> Check:
    """Return whether the store has a target and reaches it.

    Parameters
    ----------
    states : of the store's targets, by ARN: "online" or "offline".
    """
    name = f"target {arn.split(':')[-2] if ':' in arn else arn}"
    if arn not in states:
        what, _, fix = notifications.missing_target(arn, list(states)).partition(". ")
        return problem(name, what, fix or f"Use a target such as {notifications.EXAMPLE!r} in the rules")
    if states[arn].lower() != ONLINE:
        return problem(
            name,
            f"the store does not reach the broker through {arn}; events wait in its spool",
            "Start RabbitMQ, or correct MINIO_NOTIFY_AMQP_URL_… in the store's environment",
            target=arn,
            waits=True,
        )
    return ok(name, "the store reaches the broker", target=arn)
