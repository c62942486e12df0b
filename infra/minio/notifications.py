"""Our notification rules, and how to merge them with the rules of others in the same bucket.

A server has one document per bucket, and every write replaces all of it. So the bootstrap reads it, replaces
our rules in it, and writes it. The Id identifies a rule.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from common.errors import SetupError

Document = dict[str, Any]
QUEUES = "QueueConfigurations"
NAME = "minio-notify.json"
EXAMPLE = "arn:minio:sqs::SAFE:amqp"
# The Ids of our rules in earlier versions, which the bootstrap removes.
FORMER = frozenset({"driftline-fast", "driftline-safe"})
# The variables that create a target (an ARN) in the store: MINIO_NOTIFY_AMQP_<variable>_<ID>.
TARGET_VARIABLES = ("ENABLE", "URL", "EXCHANGE", "EXCHANGE_TYPE", "ROUTING_KEY", "DURABLE")
ARN_PARTS = 6  # arn:minio:sqs:<region>:<ID>:<kind>
CREATED_EVENTS = "s3:ObjectCreated:"
READ_EVENTS = ("s3:ObjectAccessed", "s3:ObjectRemoved")


def shipped() -> Path:
    """Return the path of our rules: in an installed package, or at the top of the checkout."""
    packaged = Path(__file__).with_name(NAME)
    return packaged if packaged.exists() else Path(__file__).parents[2] / NAME


def read(path: Path) -> list[Document]:
    """Return the rules of a NotificationConfiguration file.

    Raises SetupError with the file and its fault.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SetupError(f"cannot read the notification rules: {error.strerror}: {path}") from error
    except ValueError as error:
        raise SetupError(f"{path} is not JSON: {error}") from error
    rules = document.get(QUEUES) if isinstance(document, dict) else None
    if not isinstance(rules, list) or not rules:
        raise SetupError(f"{path} has no rule: {QUEUES!r} must be a list with at least one")
    for number, rule in enumerate(rules, start=1):
        for part, example in (
            ("Id", "driftline"),
            ("QueueArn", EXAMPLE),
            ("Events", ["s3:ObjectCreated:Put"]),
        ):
            if not isinstance(rule, dict) or not isinstance(rule.get(part), type(example)) or not rule[part]:
                raise SetupError(f"{path}: rule {number} lacks {part!r}, such as {json.dumps(example)}")
    identities = [rule["Id"] for rule in rules]
    if len(set(identities)) < len(identities):
        raise SetupError(f"{path}: two rules have the same Id: {', '.join(identities)}")
    return rules


def merged(present: Mapping[str, Any], wanted: Sequence[Document]) -> Document:
    """Return the bucket's rules with ours instead of those with the same Id, or an Id of earlier versions."""
    replaced = FORMER | {rule["Id"] for rule in wanted}
    others = [rule for rule in present.get(QUEUES, ()) if rule.get("Id") not in replaced]
    return {**present, QUEUES: [*others, *wanted]}


def former(document: Mapping[str, Any], wanted: Sequence[Document]) -> list[Document]:
    """Return the rules that an earlier version of ours wrote."""
    outdated = FORMER - {rule["Id"] for rule in wanted}
    return [rule for rule in document.get(QUEUES, ()) if rule.get("Id") in outdated]


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two rules are equal, in any order of events and filters."""
    return _comparable(one) == _comparable(other)


def find(document: Mapping[str, Any], identity: str) -> list[Document]:
    """Return the rules with that Id (a server accepts two with the same Id)."""
    return [rule for rule in document.get(QUEUES, ()) if rule.get("Id") == identity]


def others(document: Mapping[str, Any], wanted: Sequence[Document]) -> list[Document]:
    """Return the rules of all kinds that are not ours, now or in an earlier version."""
    ours = FORMER | {rule["Id"] for rule in wanted}
    return [rule for section in document.values() for rule in section if rule.get("Id") not in ours]


def describe(rule: Mapping[str, Any]) -> str:
    """Return a rule as a short text: its Id, its target, its filters and events."""
    target = next((str(value) for part, value in rule.items() if part.endswith("Arn")), "?")
    filters = "".join(f" {each['Name']} {each['Value']!r}" for each in _filters(rule))
    return f"{rule.get('Id') or '(no Id)'} -> {target},{filters} {' '.join(rule['Events'])}"


def summary(rule: Mapping[str, Any]) -> str:
    """Return what a rule is for, and its target, without its events."""
    filters = " ".join(f"{each['Name']} {each['Value']!r}" for each in _filters(rule)) or "every object"
    return f"{filters} to {rule['QueueArn']}"


def announces(rule: Mapping[str, Any], key: str) -> bool:
    """Return whether a rule sends an event if an object is put under this key."""
    fits = {"prefix": key.startswith, "suffix": key.endswith}
    return any(event.startswith(CREATED_EVENTS) for event in rule["Events"]) and all(
        fits[each["Name"].lower()](each["Value"]) for each in _filters(rule)
    )


def intruders(document: Mapping[str, Any], wanted: Sequence[Document]) -> list[Document]:
    """Return the rules of others that send reads or removals to our targets; the worker ignores those."""
    arns = {rule["QueueArn"] for rule in wanted}
    return [
        rule
        for rule in others(document, wanted)
        if rule.get("QueueArn") in arns and any(event.startswith(READ_EVENTS) for event in rule["Events"])
    ]


def orphans(
    document: Mapping[str, Any], wanted: Sequence[Document], targets: Sequence[str]
) -> list[Document]:
    """Return the rules of others whose target the store no longer has; it accepts no rules beside them."""
    return [rule for rule in others(document, wanted) if rule.get("QueueArn", targets[0]) not in targets]


def missing_target(arn: str, targets: Sequence[str] | None) -> str:
    """Return why the store does not accept an ARN, and what to do.

    Parameters
    ----------
    targets : the targets of the store, if they are known.
    """
    parts = arn.split(":")
    if len(parts) != ARN_PARTS or parts[-1] != "amqp":
        return f"{arn!r} is not the ARN of a RabbitMQ target; it must look like {EXAMPLE!r}"
    variables = ", ".join(f"MINIO_NOTIFY_AMQP_{name}_{parts[-2]}" for name in TARGET_VARIABLES)
    has = "" if targets is None else f" (it has: {', '.join(targets) or 'none'})"
    return (
        f"the store has no target {arn}{has}. Set {variables} in the store's environment, as "
        f"docker-compose.yml does, and restart it; `mc admin info --json ALIAS` lists its targets as sqsARN"
    )


def _filters(rule: Mapping[str, Any]) -> list[dict[str, str]]:
    filters: list[dict[str, str]] = rule.get("Filter", {}).get("Key", {}).get("FilterRules", [])
    return filters


def _comparable(rule: Mapping[str, Any]) -> tuple[object, ...]:
    filters = frozenset((each["Name"].lower(), each["Value"]) for each in _filters(rule))
    return rule.get("Id"), rule.get("QueueArn"), frozenset(rule["Events"]), filters
