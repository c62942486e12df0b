"""Categories that both files have in different spellings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from functions.score.batch.cell_forms.spellings import (
    LEADING_ZEROS,
    LETTER_CASE,
    OF_MEANING,
    canonical,
    difference,
    folded,
    visible,
)
from functions.score.comparison.table.rewritten import RARE, replaced

Counts = Mapping[str, int]  # cells with each word


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word, the category that it spells, and in what the two differ."""

    word: str
    category: str
    differs_in: str


@dataclass(frozen=True, slots=True)
class Matched:
    """The words of both files as categories.

    Attributes
    ----------
    names : the category of each word that is not its own: the baseline's most frequent spelling, if any.
    reformatted : a sentence on each difference that replaces the baseline's spelling.
    notes : a sentence on each other difference that only the drift file has.
    """

    names: Mapping[str, str]
    reformatted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def match(before: Counts, after: Counts, *, show_values: bool = True) -> Matched:
    """Match the words of both files: those that look alike are one category.

    Words that differ in letter case or leading zeros are one category only if the new spelling replaces the
    old one: that is the change then, rather than new categories. Otherwise "polish" and "Polish", or "7" and
    "07", may be two things.
    """
    found = _spellings(before, after)
    names = {one.word: one.category for one in found if one.differs_in not in OF_MEANING}
    reformatted, notes = [], []
    for what in dict.fromkeys(one.differs_in for one in found if one.word in after):
        differing = [one for one in found if one.differs_in == what]
        example = ""
        if show_values:
            one = max(differing, key=lambda one: after.get(one.word, 0))
            example = f"'{visible(one.word)}' instead of '{visible(one.category)}'"
        if _replaces(found, {one.category for one in differing}, before, after):
            names |= {one.word: one.category for one in differing}
            reformatted.append(f"the only difference is {what}{': ' * show_values}{example}")
        elif not any(one.word in before for one in differing):
            cells = sum(after[one.word] for one in differing)
            words = (
                f"{cells} {'cell differs' if cells == 1 else 'cells differ'} from the baseline only in {what}"
            )
            notes.append(f"{words}{', such as ' * show_values}{example}")
    return Matched(names, tuple(reformatted), tuple(notes))


def _spellings(before: Counts, after: Counts) -> list[Spelling]:
    """Return the words that differ from their category, which is the baseline's most frequent spelling."""
    usual: dict[str, str] = {}
    by_meaning: dict[str, str] = {}
    others: dict[str, str] = {}  # categories that only the drift file has
    found = []
    for word in sorted(before, key=before.__getitem__, reverse=True):
        name = canonical(word)
        category = usual.setdefault(name, word)
        by_meaning.setdefault(folded(name), category)
        if category != word:
            found.append(Spelling(word, category, difference(word, category)))
    for word in after:
        if word in before:
            continue
        name = canonical(word)
        if name not in usual and (same := by_meaning.get(folded(name))):
            found.append(Spelling(word, same, LEADING_ZEROS if name.isdecimal() else LETTER_CASE))
            continue
        category = usual.get(name) or others.setdefault(name, word)
        if category != word:
            found.append(Spelling(word, category, difference(word, category)))
    return found


def _replaces(found: list[Spelling], categories: set[str], before: Counts, after: Counts) -> bool:
    """Tell whether most cells of these categories have a new spelling, and whether they are many."""
    ways = [
        Counter[str | None]({None: sum(file[name] for name in categories if name in file)})
        for file in (before, after)
    ]
    for counts, way in zip((before, after), ways, strict=True):
        for one in found:
            if one.category in categories:
                way[one.differs_in] += counts.get(one.word, 0)
    change = replaced(*ways)
    return change is not None and change[0] is None and ways[1][change[1]] >= RARE * sum(after.values())
