"""How a line of a history names the effects that a policy decides by: short, because it repeats them."""

from functions.score.statistics import evidence
from functions.score.statistics.effects import EffectKey

# Changes of whole rows: how evidence names them, and their effect.
WHOLE_ROWS = {
    "duplicated": EffectKey("duplicate rows", evidence.DUPLICATED),
    "correlation": EffectKey("dependence", evidence.CORRELATION),
    "segment": EffectKey("segments", evidence.SEGMENT),
}
# Full names would make an object of a thousand lines two thirds larger; see decision 48.
SHORT_NAMES = {
    evidence.NOVEL: "novel",
    evidence.EXCESS_DISTANCE: "distance",
    evidence.EXCESS_VARIATION: "variation",
    evidence.NEW_CATEGORY: "new_category",
    evidence.CHANGED_SHARE: "changed",
    evidence.MISSING: "missing",
    evidence.UNREADABLE: "unreadable",
    evidence.INFINITE: "infinite",
    evidence.PLACEHOLDER: "placeholder",
    evidence.OUTSIDE_DATES: "outside_dates",
    evidence.REPEATED: "repeated",
    evidence.UNUSUAL: "unusual",
    evidence.BEYOND_RANGE: "outside",
    evidence.FAR_OUTSIDE: "far_outside",
    evidence.ONE_VALUE: "one_value",
    evidence.CODE: "code",
    evidence.DECIMALS: "decimals",
    evidence.STUCK: "stuck",
    evidence.LETTER_CASE: "letter_case",
    evidence.BROKEN: "broken",
    evidence.UNFINISHED: "unfinished",
    evidence.LONGER: "longer",
    evidence.LANGUAGE: "language",
    evidence.REPEATED_TEXT: "repeated_text",
    evidence.UNKNOWN: "unknown",
    **{key.name: name for name, key in WHOLE_ROWS.items()},
}
FULL_NAMES = {short: full for full, short in SHORT_NAMES.items()}
BY = " by "


def is_decisive(name: str) -> bool:
    """Tell whether a policy decides by effects of this name."""
    return name in SHORT_NAMES


def short(name: str, by: str | None) -> str:
    """Return the name of an effect in a line.

    >>> short("total variation beyond chance", "weekday")
    'variation by weekday'
    """
    return f"{SHORT_NAMES[name]}{BY}{by}" if by else SHORT_NAMES[name]


def parsed(short_name: str) -> tuple[str, str | None]:
    """Return the name of an effect that a line names, and what distributions were compared by.

    A name that is unknown here stays as it is.

    >>> parsed("variation by weekday"), parsed("tilt")
    (('total variation beyond chance', 'weekday'), ('tilt', None))
    """
    name, _, by = short_name.partition(BY)
    return FULL_NAMES.get(name, name), by or None
