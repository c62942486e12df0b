"""Rules on time: dates and times as words, and numbers that count time or spell a date."""

import re
from typing import TYPE_CHECKING, NamedTuple

from functions.score.batch.cell_forms.date_patterns import ORDINAL_DAY, TWO_DIGIT_YEAR
from functions.score.batch.cell_forms.dates import DAY, Form, form_of, parse_all
from functions.score.batch.cell_forms.number_dates import CYCLES, DIGITS, EPOCHS, Unit, seconds_of
from functions.score.batch.kinds.facts import NEARLY_ALL, SAMPLE_VALUES, Facts
from functions.score.batch.kinds.names import names_identifier
from functions.score.batch.kinds.time_names import (
    named_cycle,
    names_day,
    names_month,
    names_time,
    names_week,
    names_year,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

NOTHING = -(2**63)
YEAR_AND_POINTS = re.compile(r"\d{4}\.\d{1,2}\.(\d{1,2})")
DIGITS_OF_NUMBER = re.compile(r"\d{1,19}(?:\.\d+)?")
# Seconds since 1970 of 1990, 2000, 2040 and 2100.
FROM_1990, FROM_2000, TO_2040, TO_2100 = 631_152_000, 946_684_800, 2_208_988_800, 4_102_444_800
YEARS = (1000, 2200)  # of dates as words; a placeholder such as 9999-12-31 may be among them
YEARS_OF_NUMBERS, YEARS_ALONE = (1900, 2100), (1500, 2100)
EXCEL_DAYS = (20_000, 60_000)  # 1954 to 2064
ENOUGH_DISTINCT = 6  # different numbers or words that show a form without a telling name
FEW_WORDS, HALF = 50, 0.5
MONTHS_OF_YEAR, WEEKDAYS = 12, 7
SPREAD_OF_DAYS = 10  # days of the month that dates without a telling name are spread over


class NumberForm(NamedTuple):
    """What a column's numbers are, and why."""

    unit: Unit
    because: str


def written_dates(column: Facts) -> str | None:
    """Strings that nearly all are dates of one form, or times of day."""
    words = column.values
    if not words or column.share_of_values(DIGITS_OF_NUMBER) >= NEARLY_ALL:
        return None
    # Most columns of strings hold no dates: a few words show that at once.
    few = words[:: -(-len(words) // FEW_WORDS)]
    if _share_of_dates(few, form_of(few)) < HALF:
        return None
    form = form_of(words)
    if _share_of_dates(words, form) < NEARLY_ALL:
        return None
    if form.shape == "time":
        return "its words are times of day"
    if not names_time(column.name) and not names_month(column.name) and _are_codes(words, form):
        return None
    return "its words are dates"


def _share_of_dates(words: list[str], form: Form) -> float:
    years = YEARS if form.shape != "time" else (1970, 1971)
    dates = [date for date in parse_all(words, form) if date is not None and _in_years(date, years)]
    return len(dates) / len(words)


def _in_years(seconds: int, years: tuple[int, int]) -> bool:
    first, after = ((year - 1970) * 365.2425 * DAY for year in years)
    return (
        first <= seconds < after or seconds >= 7899 * 365.2425 * DAY
    )  # a placeholder: from the year 9869 on


def _are_codes(words: list[str], form: Form) -> bool:
    """Tell whether words that can be read as dates may as well be versions, codes, scores or seasons."""
    distinct = {*words}
    if form.shape == "period":
        seasons = [re.fullmatch(r"\d\d(\d\d)[-/](\d\d)", word) for word in distinct]
        return all(season and (int(season[1]) + 1) % 100 == int(season[2]) for season in seasons)
    if all(map(ORDINAL_DAY.fullmatch, distinct)):  # 2026-031 may be the 31st order of a year
        return True
    if versions := [match for word in distinct if (match := YEAR_AND_POINTS.fullmatch(word))]:
        return max(int(match[1]) for match in versions) <= MONTHS_OF_YEAR  # 2026.1.5 is one, 2026.1.31 is not
    matches = [match for word in distinct if (match := TWO_DIGIT_YEAR.fullmatch(word))]
    if 2 * len(matches) < len(distinct):
        return False
    if any(match["hour"] for match in matches):
        return False
    parts = {"dmy": ("first", "last"), "mdy": ("second_part", "last"), "ymd": ("last", "first")}[form.order]
    days, years = ([int(match[part]) for match in matches] for part in parts)
    # Days of dates are spread over the month, years are few; of versions and codes neither need be true.
    spread = max(days) > max(MONTHS_OF_YEAR, min(days) + SPREAD_OF_DAYS) and len({*days}) >= ENOUGH_DISTINCT
    return not spread or (len({*years}) > len({*days}) and matches[0]["mark"] != "/")


def dates_as_numbers(column: Facts) -> str | None:
    """Numbers that count time since 1970, spell a date, or count through a calendar."""
    numbers = numbers_of(column)
    form = None if numbers is None else number_form(column.name, numbers)
    return form.because if form else None


def repeating_numbers(column: Facts) -> str | None:
    """Numbers of weekdays, and of months if the baseline has all twelve."""
    numbers = numbers_of(column)
    if numbers is None:
        return None
    cycle = named_cycle(column.name)
    if cycle == "weekday" and _share_within(numbers, 0, WEEKDAYS) == 1.0:
        return "its name and its values are those of weekdays"
    if cycle == "month" and _share_within(numbers, 1, MONTHS_OF_YEAR) == 1.0:
        return "its name and its values are those of the months of a year"
    return None


def numbers_of(column: Facts) -> "Numbers | None":
    """Return a column's finite numbers, or those that its strings of digits spell; None if it has none.

    They are a sample, of at most SAMPLE_VALUES evenly spaced cells.
    """
    import numpy as np

    if column.type in "iuf":
        every = -(-len(column.present) // SAMPLE_VALUES) or 1
        numbers = column.present.iloc[::every].to_numpy(dtype=np.float64)
        numbers = numbers[np.isfinite(numbers)]
    elif column.share_of_values(DIGITS_OF_NUMBER) >= NEARLY_ALL:
        numbers = np.array([float(word) for word in column.values if DIGITS_OF_NUMBER.fullmatch(word)])
    else:
        return None
    return numbers if len(numbers) else None


def number_form(name: str, numbers: "Numbers", *, certain: bool = False) -> NumberForm | None:
    """Return what numbers are, if they are dates.

    Parameters
    ----------
    name : of the column.
    numbers : finite, at least one.
    certain : they are dates because the dataset's settings say so; only the unit is asked for.
    """
    import numpy as np

    if _spells_weeks(name, numbers, certain=certain):
        return NumberForm("YYYYWW", "its numbers are weeks, YYYYWW")
    for unit in DIGITS:  # before EPOCHS: 2026013113 might be a second of 2034
        if _spells_dates(name, numbers, unit, certain=certain):
            return NumberForm(
                unit, "its numbers are years" if unit == "year" else f"its numbers are dates, {unit}"
            )
    for unit in EPOCHS:
        if _counts_from_1970(name, numbers, unit, certain=certain):
            return NumberForm(unit, f"its numbers are {unit} since 1970")
    if (names_day(name) or certain) and _share_within(numbers, *EXCEL_DAYS) >= NEARLY_ALL:
        return NumberForm("Excel days", "its name is that of a date, its numbers are days since 1899")
    named = named_cycle(name)
    for unit, (_, last) in CYCLES.items():
        # With all months or quarters, the baseline has the shares of a whole year, which can be compared.
        whole_year = unit in ("month", "quarter") and len(np.unique(numbers)) == last
        if unit == named and not whole_year and (seconds_of(numbers, unit, NOTHING) != NOTHING).all():
            return NumberForm(unit, f"its name and its values are those of a calendar: {unit}")
    return None


def _counts_from_1970(name: str, numbers: "Numbers", unit: Unit, *, certain: bool) -> bool:
    import numpy as np

    size = EPOCHS[unit]
    if certain or names_time(name):
        return _share_within(numbers, FROM_1990 * size, TO_2100 * size) >= NEARLY_ALL
    if _share_within(numbers, FROM_2000 * size, TO_2040 * size) < NEARLY_ALL or names_identifier(name):
        return False
    # Identifiers and amounts of this size exist. Clocks that show whole minutes or seconds give themselves
    # away; amounts that are rounded further do not.
    distinct = np.unique(numbers)
    step, rounded = (60.0, 1e5) if unit == "seconds" else (1e3, 1e6 if unit == "milliseconds" else 1e12)
    whole = (distinct == np.rint(distinct)).all() and (distinct % step == 0).all()
    return bool(whole and not (distinct % rounded == 0).all()) and len(distinct) >= ENOUGH_DISTINCT


def _spells_dates(name: str, numbers: "Numbers", unit: Unit, *, certain: bool) -> bool:
    import numpy as np

    years = YEARS_ALONE if unit == "year" else YEARS_OF_NUMBERS
    if not _are_of_years(numbers, unit, years, 100.0 ** len(DIGITS[unit])):
        return False
    if certain:
        return True
    if unit == "year":
        return names_year(name)
    named = names_month(name) or (unit != "YYYYMM" and names_time(name))
    return named or len(np.unique(numbers)) >= ENOUGH_DISTINCT


def _spells_weeks(name: str, numbers: "Numbers", *, certain: bool) -> bool:
    import numpy as np

    weeks = np.unique(numbers) % 100
    # 202413 is no month. Numbers of orders may begin with the year, too.
    later = weeks.max() > MONTHS_OF_YEAR and len(weeks) >= ENOUGH_DISTINCT
    named = names_week(name) or (later and (certain or not names_identifier(name)))
    return bool(named) and _are_of_years(numbers, "YYYYWW", YEARS_OF_NUMBERS, 100.0)


def _are_of_years(numbers: "Numbers", unit: Unit, years: tuple[int, int], size: float) -> bool:
    if _share_within(numbers, years[0] * size, years[1] * size) < NEARLY_ALL:
        return False
    return bool((seconds_of(numbers, unit, NOTHING) != NOTHING).mean() >= NEARLY_ALL)


def _share_within(numbers: "Numbers", low: float, high: float) -> float:
    import numpy as np

    return float(np.count_nonzero((numbers >= low) & (numbers <= high))) / len(numbers)
