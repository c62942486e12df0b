"""A verdict as a JUnit report: one test case for the file, one for each column."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from common.verdict.column import ColumnVerdict
from common.verdict.document import Verdict
from common.verdict.figures import p_equals, size

# What XML 1.0 cannot contain, not even as a character reference.
INVALID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(verdict: Verdict) -> bytes:
    """Return a verdict as JUnit XML: a failure is drift, an error a file that could not be scored."""
    suites = Element("testsuites", name="driftline")
    suite = SubElement(suites, "testsuite", name=valid(verdict.drift.key))
    suite.set("timestamp", verdict.scored_at.isoformat(timespec="seconds"))
    suite.set("time", f"{sum(verdict.timing_ms.values()) / 1000:.3f}")
    _file(SubElement(suite, "testcase", classname="driftline", name=valid(verdict.drift.key)), verdict)
    for column in verdict.columns:
        case = SubElement(suite, "testcase", classname=valid(verdict.drift.key), name=valid(column.name))
        changes = [change.sentence for change in verdict.schema_changes if change.column == column.name]
        _column(case, column, changes, verdict.reasons)
    for counted in (suites, suite):
        counted.set("tests", str(1 + len(verdict.columns)))
        for total, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            counted.set(total, str(len(suite.findall(f"testcase/{kind}"))))
    indent(suites)
    return bytes(tostring(suites, encoding="utf-8", xml_declaration=True)) + b"\n"


def valid(text: str) -> str:
    r"""Return a text with every character that XML cannot contain escaped.

    >>> valid("bell \a")
    'bell \\x07'
    """
    return INVALID.sub(lambda letter: letter[0].encode("unicode_escape", "surrogatepass").decode(), text)


def _file(case: Element, verdict: Verdict) -> None:
    if verdict.error:
        _outcome(case, "error", verdict.error.type, verdict.reasons)
    elif verdict.status != "ok":
        _outcome(case, "error", verdict.status, verdict.reasons)
    elif verdict.drifted:
        changes = [change.sentence for change in verdict.schema_changes]
        _outcome(case, "failure", "drift", list(dict.fromkeys((*verdict.reasons, *changes))))


def _column(case: Element, column: ColumnVerdict, changes: list[str], reasons: list[str]) -> None:
    if column.drifted:
        own = [*changes, *(reason for reason in reasons if reason.startswith(f"{column.name}: "))]
        _outcome(case, "failure", "drift", own or [_measured(column)])
    elif column.p_adjusted is None and column.effect is None:
        SubElement(case, "skipped", message=valid(column.not_tested or "not tested"))


def _outcome(case: Element, tag: str, kind: str, sentences: list[str]) -> None:
    """Add what went wrong: the first sentence as the message, all of them as the text."""
    element = SubElement(case, tag, type=kind, message=valid(sentences[0] if sentences else kind))
    element.text = valid("\n".join(sentences))


def _measured(column: ColumnVerdict) -> str:
    p_value = "" if column.p_adjusted is None else f", {p_equals(column.p_adjusted)}"
    if column.effect is None:
        return f"{column.test}{p_value}"
    name = column.effect_name
    return f"{column.test}{p_value}, {name or 'effect'} = {size(column.effect, name)}"
