"""Converts notification rules between minio-py's classes and S3's JSON, the format of boto3 and aws-cli."""

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
    """One of S3's three kinds of target, with its names in JSON and in minio-py."""

    section: str
    arn: str
    configuration: type[CommonConfig]
    attribute: str


KINDS = (
    Kind("QueueConfigurations", "QueueArn", QueueConfig, "queue"),
    Kind("TopicConfigurations", "TopicArn", TopicConfig, "topic"),
    Kind("LambdaFunctionConfigurations", "LambdaFunctionArn", CloudFuncConfig, "cloud_func"),
)


def to_document(configuration: NotificationConfig) -> dict[str, Any]:
    """Return the rules as an S3 NotificationConfiguration, without empty sections."""
    lists: tuple[Sequence[CommonConfig], ...] = (
        configuration.queue_config_list,
        configuration.topic_config_list,
        configuration.cloud_func_config_list,
    )
    sections = {
        kind.section: [_rule(each, kind) for each in rules] for kind, rules in zip(KINDS, lists, strict=True)
    }
    return {section: rules for section, rules in sections.items() if rules}


def from_document(document: Mapping[str, Sequence[Mapping[str, Any]]]) -> NotificationConfig:
    """Return an S3 NotificationConfiguration as minio-py's class.

    Raises KeyError with the name of a missing part, ValueError for a rule without events.
    """
    queues, topics, functions = (
        [_configuration(rule, kind) for rule in document.get(kind.section, ())] for kind in KINDS
    )
    return NotificationConfig(
        queue_config_list=queues, topic_config_list=topics, cloud_func_config_list=functions
    )


def _rule(configured: CommonConfig, kind: Kind) -> dict[str, Any]:
    rule: dict[str, Any] = {"Id": configured.config_id} if configured.config_id else {}
    rule |= {kind.arn: getattr(configured, kind.attribute), "Events": list(configured.events)}
    filters = [
        {"Name": each.name, "Value": each.value}
        for each in (configured.prefix_filter_rule, configured.suffix_filter_rule)
        if each
    ]
    return rule | ({"Filter": {"Key": {"FilterRules": filters}}} if filters else {})


def _configuration(rule: Mapping[str, Any], kind: Kind) -> Any:
    if not rule["Events"]:
        raise ValueError(f"the rule {rule.get('Id')!r} has no events")
    filters = dict(_filters(rule))
    prefix, suffix = filters.get("prefix"), filters.get("suffix")
    return kind.configuration(
        events=list(rule["Events"]),
        config_id=rule.get("Id"),
        prefix_filter_rule=None if prefix is None else PrefixFilterRule(prefix),
        suffix_filter_rule=None if suffix is None else SuffixFilterRule(suffix),
        **{kind.attribute: rule[kind.arn]},
    )


def _filters(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in rule.get("Filter", {}).get("Key", {}).get("FilterRules", ()):
        yield each["Name"].lower(), each["Value"]  # S3 accepts both cases
