"""Every compiled regular expression of the code, and the longest work that one text makes for it.

A text is repetitions of one or two characters that the pattern names, after a beginning that it may need,
with an end that it cannot match.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import time
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[3]
PACKAGES = ("common", "functions", "infra")
# What patterns that are used so are tried with; others have to match a whole text.
ANYWHERE = ("search", "sub", "subn", "findall", "finditer", "split")
ENDS = ("\x01", "x", "1")
MOST_CHARACTERS, MOST_PAIRED = 10, 4  # of a pattern, that texts repeat
CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}


# Where parsed operators have the pattern that is inside them.
INNER: dict[str, Callable[[Any], Any]] = {
    "MAX_REPEAT": itemgetter(2),
    "MIN_REPEAT": itemgetter(2),
    "POSSESSIVE_REPEAT": itemgetter(2),
    "SUBPATTERN": itemgetter(-1),
    "ASSERT": itemgetter(1),
    "ASSERT_NOT": itemgetter(1),
    "ATOMIC_GROUP": lambda inner: inner,
}


class Named(NamedTuple):
    """A pattern, where it is, and whether it is sought anywhere in a text."""

    name: str
    pattern: re.Pattern[Any]
    anywhere: bool


def every_pattern() -> list[Named]:
    """Return the patterns that any module has, also in its tuples, lists and dictionaries."""
    sources = "\n".join(
        path.read_text(encoding="utf-8") for package in PACKAGES for path in (ROOT / package).rglob("*.py")
    )
    sought = set(re.findall(rf"(\w+)\.(?:{'|'.join(ANYWHERE)})\(", sources))
    found: dict[int, Named] = {}
    for package in PACKAGES:
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if module.name.endswith("__main__"):
                continue
            try:
                names = vars(importlib.import_module(module.name))
            except ImportError:  # of an extra that is not installed
                continue
            for name, value in names.items():
                for pattern in _patterns(value):
                    found.setdefault(id(pattern), Named(f"{module.name}.{name}", pattern, name in sought))
    return list(found.values())


def _patterns(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _patterns(each)
    elif isinstance(value, dict):
        yield from _patterns(list(value.values()))


def characters_of(pattern: re.Pattern[Any]) -> list[str]:
    """Return characters that a pattern names, one of each class."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    parsed = re._parser.parse(
        source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )
    return list(dict.fromkeys(_characters(parsed)))[:MOST_CHARACTERS]


def _characters(parsed: Any) -> Iterator[str]:
    """Yield characters, those that are repeated first."""
    later = []
    for operator, argument in parsed:
        name = str(operator)
        if name in INNER:
            yield from _characters(INNER[name](argument))
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _characters(branch)
        elif name == "IN":
            later += list(_of_class(argument))
        elif name == "LITERAL":
            later.append(chr(argument))
        elif name in ("ANY", "NOT_LITERAL"):
            later.append("a")
    yield from later


def _of_class(items: Any) -> Iterator[str]:
    negated = any(str(operator) == "NEGATE" for operator, _ in items)
    if negated:
        yield from ("a", "1", " ")
        return
    for operator, argument in items:
        if str(operator) == "LITERAL":
            yield chr(argument)
        elif str(operator) == "RANGE":
            yield chr(argument[0])
        elif str(operator) == "CATEGORY":
            yield CATEGORIES.get(str(argument), "a")


def texts(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], Any]]:
    """Yield functions that make a text of a length."""
    characters = characters_of(pattern)
    units = [*characters, *("".join(pair) for pair in itertools.permutations(characters[:MOST_PAIRED], 2))]
    beginnings = ["", *characters[:2]]
    for unit, end, beginning in itertools.product(units, ENDS, beginnings):
        yield lambda size, unit=unit, end=end, beginning=beginning: _text(
            pattern, beginning + unit * (size // len(unit)) + end
        )


def _text(pattern: re.Pattern[Any], text: str) -> Any:
    return text if isinstance(pattern.pattern, str) else text.encode("latin-1", "replace")


def seconds(one: Named, text: Any, repeats: int = 1) -> float:
    """Return the processor time that a text takes, the best of a few times."""
    used = [one.pattern.fullmatch, one.pattern.match]
    if one.anywhere:
        used.append(lambda whole: all(False for _ in one.pattern.finditer(whole)))
    times = []
    for _ in range(repeats):
        begin = time.process_time()
        for use in used:
            use(text)
        times.append(time.process_time() - begin)
    return min(times)
