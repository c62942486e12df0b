"""The patterns of words that are dates, times of day, or periods such as a month.

To support another form, add it to DAYS or PERIODS with these groups:

year                 four digits, or two
month, day           numbers
name                 the month's name, instead of `month`
first, second_part, last   day, month and year of two digits in any order
first, second_part, year   day and month in either order, and the year
week, weekday        of ISO 8601
quarter              1 to 4
ordinal              day of the year
milliseconds         since 1970
hour, minute, second, half, zone   the time of day
"""

import re
from typing import Literal, NamedTuple

# What a column of words holds: dates with or without a time, times of day alone, months, quarters, weeks
# or years, or dates without a year.
Shape = Literal["date", "time", "period", "yearless"]

ABBREVIATIONS = (
    "UTC|GMT|WET|WEST|CET|CEST|MET|MEST|EET|EEST|MSK|BST|IST|TRT|EAT|CAT|WAT|SAST|JST|KST|SGT|HKT|WIB|NPT|PKT"
    "|ACST|ACDT|AEST|AEDT|AWST|NZST|NZDT|AST|ADT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|AKST|AKDT|HST|BRT|ART|CLT"
)
OFFSET = r"(?:UTC|GMT)?[-+]\d{1,2}(?::?\d{2})?"
# Z, +01:00, GMT+0100 (Central European Time), +01:00[Europe/Berlin], CET, Europe/Berlin
ZONE = (
    rf"(?P<zone> ?(?:Z|{OFFSET}(?:\[[\w/+-]+\]| \([^()]+\))?)"
    rf"| ?(?:{ABBREVIATIONS})| [A-Z][A-Za-z]+(?:/[A-Z][\w+-]+)+)?"
)
CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    rf"(?:[ \u202f]?(?P<half>[AaPp])\.?[Mm]\.?)?(?: ?Uhr)?{ZONE}"
)
BASIC_CLOCK = rf"(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?:(?P<second>\d{{2}})(?:[.,]\d+)?)?(?P<half>){ZONE}"
EAST_ASIAN_CLOCK = (
    r"(?P<hour>\d{1,2})[时時시] ?(?P<minute>\d{1,2})[分분](?: ?(?P<second>\d{1,2})[秒초])?"
    r"(?P<half>)(?P<zone>)"
)
EAST_ASIAN_MONTH = r"(?P<year>\d{4}) ?[年년] ?(?P<month>\d{1,2}) ?[月월]"
EAST_ASIAN_DAY = rf"{EAST_ASIAN_MONTH} ?(?P<day>\d{{1,2}}) ?[日일号](?: ?[(（].{{1,3}}[)）])?"
LETTERS = r"[^\W\d_]"
NAME = rf"(?P<name>{LETTERS}{{3,12}})\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª)?\.?(?: of| de)?"
YEAR = r"(?P<year>\d{4})"
YEAR_OR_TWO_DIGITS = r"(?P<year>\d{4}|\d{2})"
WEEKDAY = rf"(?:{LETTERS}{{2,12}}\.?, )?"
WEEKDAY_OF_NAMES = rf"(?:{LETTERS}{{2,12}}\.?,? )?"  # mercredi 31 janvier 2024, Wed Jan 31 10:00:00 2024
AFTER_DAY = rf"(?:(?:,?(?:[T ]| at | um )|:){CLOCK})?"  # 10/Oct/2000:13:55:36
CLOCK_AFTER_HALF = (
    r"(?:(?P<half>오전|오후|午前|午後|上午|下午) ?)?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?P<zone>)"
)
ORACLE_CLOCK = (
    rf"(?P<hour>\d{{1,2}})\.(?P<minute>\d{{2}})\.(?P<second>\d{{2}})(?:\.\d+)?(?: (?P<half>[AP])M)?{ZONE}"
)

EITHER_ORDER = r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second_part>\d{1,2})(?P=mark)"
TWO_DIGIT_YEAR = re.compile(rf"{WEEKDAY}{EITHER_ORDER}(?P<last>\d{{2}}){AFTER_DAY}")
FOUR_DIGIT_YEAR = re.compile(rf"{WEEKDAY}{EITHER_ORDER}{YEAR}{AFTER_DAY}")  # 31.01.2026, 1/31/2026

ORDINAL_DAY = re.compile(rf"{YEAR}-(?P<ordinal>\d{{3}})(?:T{CLOCK})?")  # 2026-031


class Pattern(NamedTuple):
    """What the words that match hold."""

    shape: Shape
    regex: re.Pattern[str]


DAYS = (
    # 2026-01-31
    rf"{WEEKDAY}{YEAR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){AFTER_DAY}",
    FOUR_DIGIT_YEAR.pattern,
    TWO_DIGIT_YEAR.pattern,
    # 31 Jan 2026, 31-Jan-26, 31. Januar 2026, 31 de enero de 2026, 31 января 2026 г., [31/Jan/2026:10:00:00]
    rf"\[?{WEEKDAY_OF_NAMES}{DAY}[ /-]?{NAME},?(?: del?)?[ /-]?{YEAR_OR_TWO_DIGITS}(?: ?г\.?)?{AFTER_DAY}\]?",
    # Jan 31, 2026
    rf"{WEEKDAY_OF_NAMES}{NAME} {{1,2}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {YEAR}{AFTER_DAY}",
    rf"{NAME} {{1,2}}(?P<day>\d{{1,2}}) {YEAR}  {CLOCK}",  # Jan 31 2026  3:15PM, of SQL Server
    rf"{DAY}-{NAME}-{YEAR_OR_TWO_DIGITS} {ORACLE_CLOCK}",  # 31-JAN-26 03.15.22.000000 PM
    rf"{WEEKDAY}{YEAR}\.?[ /-]{NAME}[ /-](?P<day>\d{{1,2}})\.?{AFTER_DAY}",  # 2026. január 31., 2026-Jan-31
    rf"{WEEKDAY_OF_NAMES}{NAME} {{1,2}}(?P<day>\d{{1,2}}) {CLOCK} {YEAR}",  # Sat Jan 31 10:00:00 CET 2026
    rf"{YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T{BASIC_CLOCK})",  # 20260131T101500Z
    rf"{YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})[T ]{CLOCK}",  # 20260131 10:15:00
    rf"{EAST_ASIAN_DAY}(?: ?{CLOCK})?",  # 2026年1月31日, 2026년 1월 31일(토) 10:00
    rf"{EAST_ASIAN_DAY} ?{EAST_ASIAN_CLOCK}",  # 2026年1月31日 10時00分
    # 2026. 1. 31., 2026-01-31 오후 3:15
    rf"{YEAR}(?P<mark>[-/.]) ?(?P<month>\d{{1,2}})(?P=mark) ?(?P<day>\d{{1,2}})\.?(?: {CLOCK_AFTER_HALF})?",
    rf"{YEAR}-?W(?P<week>\d{{2}})-?(?P<weekday>[1-7])",  # 2026-W05-6
    ORDINAL_DAY.pattern,
    r"/Date\((?P<milliseconds>-?\d{1,14})(?:[-+]\d{4})?\)/",  # of .NET
)
PERIODS = (
    rf"{YEAR}[-/](?P<month>\d{{2}})",  # 2026-01
    rf"(?P<month>\d{{2}})[-/]{YEAR}",  # 01/2026
    EAST_ASIAN_MONTH,
    rf"{NAME},?(?: de)?[ /-]?{YEAR}",  # January 2026, janv. 2026
    rf"{NAME}[-'/](?P<year>\d{{2}})",  # Jan-26, jan/26
    rf"{YEAR}[Mm](?P<month>\d{{2}})",  # 2026M01
    rf"{YEAR}[ /-]?{NAME}",  # 2026 Jan
    rf"{YEAR}[ /-]?[Qq](?P<quarter>[1-4])",  # 2026-Q1
    rf"[Qq](?P<quarter>[1-4])[ /'-]?{YEAR}",
    r"[Qq](?P<quarter>[1-4])[/'-](?P<year>\d{2})",
    rf"(?P<quarter>[1-4])[Qq] ?{YEAR_OR_TWO_DIGITS}",  # 1Q26
    rf"FY ?{YEAR_OR_TWO_DIGITS}(?:[/-](?:\d{{4}}|\d{{2}}))?",  # FY25/26
    rf"FY ?{YEAR_OR_TWO_DIGITS}[ -]?Q(?P<quarter>[1-4])",
    rf"Q(?P<quarter>[1-4])[ -]FY ?{YEAR_OR_TWO_DIGITS}",
    rf"{YEAR}-?[Ww](?P<week>\d{{2}})",  # 2026-W05
    rf"(?:KW|[Ww])[ -]?(?P<week>\d{{1,2}})[ /-]{YEAR}",  # KW 05/2026
)
YEARLESS = (rf"{WEEKDAY_OF_NAMES}{NAME} {{1,2}}(?P<day>\d{{1,2}}),? {CLOCK}",)  # Oct 11 22:14:15

PATTERNS = (
    *(Pattern("date", re.compile(day)) for day in DAYS),
    Pattern("time", re.compile(CLOCK)),
    *(Pattern("period", re.compile(period)) for period in PERIODS),
    *(Pattern("yearless", re.compile(day)) for day in YEARLESS),
)
