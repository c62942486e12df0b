"""The ways in which cells write dates and times: the one list that recognition and parsing share.

`kinds` recognises a column of dates by DATE. `comparison.table.dates` parses its cells with FORMS and
TIME_OF_DAY, by the names of their groups. To support another form, add it to DAYS with these groups:

year         four digits, or two
month, day   numbers
name         the month's English name, instead of `month`
first, second_part   day and month in either order, instead of `month` and `day`
"""

import re

CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?(?: ?(?P<zone>Z|UTC|GMT|[-+]\d{2}:?\d{2}))?"
)
WEEKDAY = r"[^\W\d]{2,9}\.?, "
EITHER_ORDER = (
    r"(?P<first>\d{1,2})[-/.](?P<second_part>\d{1,2})[-/.](?P<year>\d{4}|\d{2})"  # 31.01.2026, 1/31/26
)
DAYS = (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",  # 2026-01-31
    EITHER_ORDER,
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -](?P<name>[^\W\d]{3,9})\.?,?[ -](?P<year>\d{2,4})",  # 31 Jan 2026
    r"(?P<name>[^\W\d]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",  # Jan 31, 2026
)

# A day, with or without its weekday and a time.
FORMS = tuple(re.compile(rf"(?:{WEEKDAY})?{day}(?:,?[T ]{CLOCK})?") for day in DAYS)
DAY_AND_MONTH = FORMS[DAYS.index(EITHER_ORDER)]
TIME_OF_DAY = re.compile(CLOCK)

# Every form above. The names are dropped because one pattern cannot use a name twice.
DATE = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", form.pattern) for form in (*FORMS, TIME_OF_DAY)))
