"""A change of a simple trait of texts in words, such as "texts all in lower case rose from 0% to 100%"."""

from typing import TYPE_CHECKING

from common.verdict.figures import percent, percents
from functions.score.batch.wording import quoted
from functions.score.policy.decision import Change
from functions.score.statistics import evidence
from functions.score.statistics.explanation.excerpt import excerpt

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence

# The effect, its figure in a summary, the words.
SHARES = {
    evidence.LETTER_CASE: ("letter_case_share", "texts all in {letter_case}"),
    evidence.BROKEN: ("broken", "texts with broken characters"),
    evidence.UNFINISHED: ("unfinished", "texts without punctuation at the end"),
    evidence.LANGUAGE: ("language_share", "texts in {language}"),
    evidence.REPEATED_TEXT: ("repeated_text_share", "{repeated_text}"),
    evidence.UNKNOWN: ("unknown", "texts with {character}"),
}
PILED = 0.1  # least share of a file's texts with exactly the greatest length, if texts were cut, ...
DIFFERENT = 0.1  # ... and of these that differ: otherwise a few texts are repeated
MOST = 0.5  # of the texts: if one text has replaced so many, all other traits follow from it
MOST_CHARACTERS = 60  # of a quoted text


def trait(column: "ColumnEvidence", change: Change) -> tuple[str, list[str]]:
    """Return the clause, and the details in brackets after it."""
    before, after = column.before, column.after
    if change.effect.name == evidence.LONGER:
        return _length(column, change.effect.value)
    figure, words = SHARES[change.effect.name]
    what = words.format(
        letter_case=after.get("letter_case"),
        language=after.get("language"),
        repeated_text=_repeated(after.get("repeated_text")),
        character=_unknown(after.get("unknown_character")),
    )
    written = percents(before[figure], after[figure])
    verb = "rose" if after[figure] > before[figure] else "fell"
    clause = f"{what} {verb} from {written[0]} to {written[1]}"
    if change.effect.name == evidence.REPEATED_TEXT:
        clause += " of the texts"
    example = after.get("broken_characters") if change.effect.name == evidence.BROKEN else None
    return clause, [f"such as {quoted(example)}"] if example and verb == "rose" else []


def is_consequence(change: Change, column: "ColumnEvidence", others: tuple[Change, ...]) -> bool:
    """Tell whether a change of a trait only follows from one text that has replaced most others."""
    replaced = any(
        other.effect.name == evidence.REPEATED_TEXT
        and column.after["repeated_text_share"] - column.before["repeated_text_share"] >= MOST
        for other in others
    )
    return replaced and change.effect.name in evidence.TRAITS - {evidence.REPEATED_TEXT}


def _repeated(text: str | None) -> str:
    if not text:
        return "one repeated text"
    return f"the text {quoted(excerpt(text, characters=MOST_CHARACTERS, size=4 * MOST_CHARACTERS))}"


def _unknown(character: str | None) -> str:
    """Return what the model does not know: any words, or one character, which may be "" if it is private."""
    if character is None:
        return "words that the model does not know"
    return f"{quoted(character)}, unknown to the model," if character else "a character unknown to the model"


def _length(column: "ColumnEvidence", longer: float) -> tuple[str, list[str]]:
    longest, share = column.after["max_characters"], column.after["of_max_characters"]
    if share >= PILED and column.after["different_of_max_characters"] >= DIFFERENT:
        return (
            f"texts are cut at {longest} characters, the length of {percent(share)} of them",
            [f"{percent(longer)} of the baseline's texts are longer"],
        )
    clause = f"no text is longer than {longest} characters"
    return clause, [f"{percent(longer)} of the baseline's are"]
