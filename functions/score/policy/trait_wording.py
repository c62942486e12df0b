"""A change of a simple trait of texts in words, such as "texts all in lower case rose from 0% to 100%"."""

from typing import TYPE_CHECKING

from common.verdict.figures import percent, percents
from functions.score.batch.wording import quoted
from functions.score.policy.decision import Change
from functions.score.statistics import evidence

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence

# The effect, its figure in a summary, the words.
SHARES = {
    evidence.LOWER_CASE: ("lower_case", "texts all in lower case"),
    evidence.UPPER_CASE: ("upper_case", "texts all in upper case"),
    evidence.BROKEN: ("broken", "texts with broken characters"),
    evidence.UNFINISHED: ("unfinished", "texts without punctuation at the end"),
    evidence.LANGUAGE: ("language_share", "texts in {language}"),
    evidence.UNKNOWN: ("unknown", "texts with {character}"),
}
PILED = 0.1  # least share of a file's texts with exactly the greatest length, if texts were cut


def trait(column: "ColumnEvidence", change: Change) -> tuple[str, list[str]]:
    """Return the clause, and the details in brackets after it."""
    before, after = column.before, column.after
    if change.effect.name == evidence.LONGER:
        return _length(column, change.effect.value)
    figure, words = SHARES[change.effect.name]
    what = words.format(language=after.get("language"), character=_unknown(after.get("unknown_character")))
    written = percents(before[figure], after[figure])
    verb = "rose" if after[figure] > before[figure] else "fell"
    clause = f"{what} {verb} from {written[0]} to {written[1]}"
    example = after.get("broken_characters") if change.effect.name == evidence.BROKEN else None
    return clause, [f"such as {quoted(example)}"] if example and verb == "rose" else []


def _unknown(character: str | None) -> str:
    """Return what the model does not know: any words, or one character, which may be "" if it is private."""
    if character is None:
        return "words that the model does not know"
    return f"{quoted(character)}, unknown to the model," if character else "a character unknown to the model"


def _length(column: "ColumnEvidence", longer: float) -> tuple[str, list[str]]:
    longest, share = column.after["max_characters"], column.after["of_max_characters"]
    if share >= PILED:
        return (
            f"texts are cut at {longest} characters, the length of {percent(share)} of them",
            [f"{percent(longer)} of the baseline's texts are longer"],
        )
    clause = f"no text is longer than {longest} characters"
    return clause, [f"{percent(longer)} of the baseline's are"]
