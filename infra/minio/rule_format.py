"""A bucket's notification rules: minio-py's classes from and to S3's JSON, the form of boto3 and aws-cli."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from minio.notificationconfig import (
    CloudFuncConfig,
    CommonConfig,
    NotificationConfig,
    PrefixFilterRule,
    QueueConfig,
    SuffixFilterRule,
    TopicConfig,
)


class Kind(NamedTuple):
    """One of S3's three kinds of target, as JSON and as minio-py call them."""

    section: str
    arn: str
    made: type[CommonConfig]
    attribute: str


KINDS = (
    Kind("QueueConfigurations", "QueueArn", QueueConfig, "queue"),
    Kind("TopicConfigurations", "TopicArn", TopicConfig, "topic"),
    Kind("LambdaFunctionConfigurations", "LambdaFunctionArn", CloudFuncConfig, "cloud_func"),
)


def to_document(rules: NotificationConfig) -> dict[str, Any]:
    """Return the rules as S3's NotificationConfiguration; sections without rules are left out."""
    listed: tuple[Sequence[CommonConfig], ...] = (
        rules.queue_config_list,
        rules.topic_config_list,
        rules.cloud_func_config_list,
    )
    sections = {
        kind.section: [_rule(each, kind) for each in found] for kind, found in zip(KINDS, listed, strict=True)
    }
    return {section: found for section, found in sections.items() if found}


def from_document(document: Mapping[str, Sequence[Mapping[str, Any]]]) -> NotificationConfig:
    """Return minio-py's form of an S3 NotificationConfiguration.

    Raises KeyError naming a missing part, ValueError for a rule without events.
    """
    queues, topics, functions = (
        [_made(rule, kind) for rule in document.get(kind.section, ())] for kind in KINDS
    )
    return NotificationConfig(
        queue_config_list=queues, topic_config_list=topics, cloud_func_config_list=functions
    )


def _rule(found: CommonConfig, kind: Kind) -> dict[str, Any]:
    rule: dict[str, Any] = {"Id": found.config_id} if found.config_id else {}
    rule |= {kind.arn: getattr(found, kind.attribute), "Events": list(found.events)}
    filters = [
        {"Name": each.name, "Value": each.value}
        for each in (found.prefix_filter_rule, found.suffix_filter_rule)
        if each
    ]
    return rule | ({"Filter": {"Key": {"FilterRules": filters}}} if filters else {})


def _made(rule: Mapping[str, Any], kind: Kind) -> Any:
    if not rule["Events"]:
        raise ValueError(f"the rule {rule.get('Id')!r} has no events")
    filters = dict(_filters(rule))
    prefix, suffix = filters.get("prefix"), filters.get("suffix")
    return kind.made(
        events=list(rule["Events"]),
        config_id=rule.get("Id"),
        prefix_filter_rule=None if prefix is None else PrefixFilterRule(prefix),
        suffix_filter_rule=None if suffix is None else SuffixFilterRule(suffix),
        **{kind.attribute: rule[kind.arn]},
    )


def _filters(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in rule.get("Filter", {}).get("Key", {}).get("FilterRules", ()):
        yield each["Name"].lower(), each["Value"]  # S3 takes both cases
