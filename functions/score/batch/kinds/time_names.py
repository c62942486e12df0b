"""What the name of a column says about time."""

from functions.score.batch.kinds.names import words_of

# Parts of words that name a point in time: "pickup_datetime", "lastUpdated", "Erstellungsdatum".
PARTS = (
    "time", "date", "stamp", "epoch", "created", "modified", "updated", "zeit", "datum", "fecha", "dátum",
    "czas", "horodat", "tijdstip", "tidspunkt",
    "дата", "врем", "tarih", "zaman",
    "日時", "日期", "日付", "时间", "時間", "時刻", "시간", "시각", "날짜", "일시",
)  # fmt: skip
NO_POINTS = ("lifetime", "runtime", "uptime", "downtime", "candidate", "mandate", "sometimes", "sentiment")
# Whole words that do: "ts", "signed_up_at", "last login", "dob".
WORDS = frozenset(
    {"ts", "at", "on", "dt", "ds", "dob", "dttm", "dtm", "day", "when", "login", "seen", "logged", "start"}
    | {"started", "begin", "end", "ended", "expires", "expiry", "expired", "since", "until", "moment", "born"}
    | {"birth", "birthday", "deleted", "completed", "received", "sent", "paid", "shipped", "opened", "closed"}
    | {
        "arrival",
        "departure",
        "joined",
        "registered",
        "partition",
        "now",
        "last",
        "first",
        "iat",
        "exp",
        "nbf",
    }
    | {
        "heure",
        "jour",
        "hora",
        "dia",
        "día",
        "tag",
        "data",
        "ora",
        "giorno",
        "tijd",
        "dag",
        "godzina",
        "dzień",
    }
)
DURATIONS = frozenset(
    {"elapsed", "lap", "laptime", "pace", "length", "runtime", "playtime", "uptime", "downtime", "latency"}
    | {
        "took",
        "gap",
        "split",
        "delay",
        "dauer",
        "durée",
        "duree",
        "duración",
        "duracion",
        "duração",
        "duracao",
    }
    | {"durata", "duur", "varighet", "varaktighet", "süre", "длительность", "продолжительность"}
    | {"時長", "时长", "時間数", "所要時間", "소요시간"}
)
DURATION_ENDINGS = ("duration", "durations", "dauer", "laufzeit", "spielzeit")
# What a time measures if it is no time of day: "race time", "time spent".
TIMED = frozenset(
    {"lap", "race", "chip", "gun", "net", "moving", "wait", "waiting", "hold", "talk", "handle", "handling"}
    | {"cook", "cooking", "prep", "travel", "running", "run", "response", "processing", "cycle", "transit"}
    | {"play", "cpu", "wall", "spent", "taken", "worked", "idle", "session", "lead", "swim", "bike"}
)
YEARS = frozenset(
    {"year", "years", "yr", "fy", "yyyy", "jahr", "année", "annee", "an", "año", "ano", "anno", "jaar", "rok"}
    | {"год", "år", "yıl", "年", "年度", "연도", "년도", "vuosi", "év"}
)
# A year of one of these is a property of a thing, like its size, and no point in the file's own time.
OF_THINGS = frozenset(
    {"built", "build", "birth", "born", "model", "made", "renovated", "construction", "manufacture"}
    | {"manufactured", "vintage", "registration", "founded", "graduation"}
)
MONTHS = frozenset(
    {"month", "months", "mon", "mth", "ym", "yyyymm", "yearmonth", "monat", "mois", "mes", "mês"}
    | {"mese", "maand", "месяц", "miesiąc", "ay", "月", "年月", "월"}
)
CYCLE_NAMES = {
    "day of the year": frozenset({"dayofyear", "doy", "yday", "julianday"}),
    "day of the month": frozenset(
        {"day", "dayofmonth", "dom", "mday", "tag", "jour", "dia", "día", "giorno", "dag"}
    ),
    "week": frozenset(
        {"week", "weekofyear", "weeknumber", "weekno", "isoweek", "kw", "woche", "semaine", "semana"}
    ),
    "month": MONTHS | {"monthofyear", "monthnumber"},
    "quarter": frozenset({"quarter", "qtr", "quartal", "trimestre"}),
}
WEEKDAYS = frozenset({"weekday", "wday", "dow", "dayofweek", "wochentag", "isoweekday", "weekdaynumber"})


def names_time(name: str) -> bool:
    """Return whether a column of this name may hold points in time.

    >>> names_time("ts"), names_time("pickupDatetime"), names_time("lifetime_value"), names_time("price")
    (True, True, False, False)
    """
    words = words_of(name)
    return any(
        word in WORDS or (any(part in word for part in PARTS) and not word.startswith(NO_POINTS))
        for word in words
    )


def names_moment(name: str) -> bool:
    """Return whether a name says more than "time" about a point in time, such as "start time".

    >>> names_moment("start_time"), names_moment("departure"), names_moment("time"), names_moment("result")
    (True, True, False, False)
    """
    return any(word in WORDS or (word != "time" and names_time(word)) for word in words_of(name))


def names_duration(name: str) -> bool:
    """Return whether a column of this name holds durations, so that 03:12 may be three minutes.

    >>> names_duration("call_duration"), names_duration("lapTime"), names_duration("time_taken")
    (True, True, True)
    >>> names_duration("start time"), names_duration("hour"), names_duration("song_length")
    (False, False, True)
    """
    words = {*words_of(name)}
    if any(word in DURATIONS or word.endswith(DURATION_ENDINGS) for word in words):
        return True
    return "time" in words and not words.isdisjoint(TIMED)


def names_day(name: str) -> bool:
    """Return whether the name itself says date, so that numbers of days since 1899 are plausible.

    >>> names_day("Order Date"), names_day("timestamp")
    (True, False)
    """
    ends = ("date", "datum", "fecha", "дата", "日付", "日期")
    return any(word.endswith(ends) and not word.startswith((*NO_POINTS, "update")) for word in words_of(name))


def names_year(name: str) -> bool:
    """Return whether a column of this name holds the years in which the rows were made.

    >>> names_year("year"), names_year("fiscalYear"), names_year("year_built"), names_year("years_employed")
    (True, True, False, False)
    """
    words = words_of(name)
    return bool(words) and words[-1] in YEARS and not OF_THINGS & {*words}


def names_month(name: str) -> bool:
    """Return whether a column of this name holds months, each with its year.

    >>> names_month("order_month"), names_month("amount")
    (True, False)
    """
    return any(word in MONTHS or word == "period" for word in words_of(name)) or names_time(name)


def names_week(name: str) -> bool:
    """Return whether a column of this name holds weeks, each with its year.

    >>> names_week("year_week"), names_week("yearweek"), names_week("month")
    (True, True, False)
    """
    weeks = CYCLE_NAMES["week"]
    return any(word in weeks or word.endswith("week") or word in ("yw", "yyyyww") for word in words_of(name))


def named_cycle(name: str) -> str | None:
    """Return which numbers of a calendar a column of this name holds, None if none.

    >>> named_cycle("day"), named_cycle("Day of Year"), named_cycle("day_of_week"), named_cycle("days")
    ('day of the month', 'day of the year', 'weekday', None)
    """
    joined = "".join(words_of(name))
    if joined in WEEKDAYS:
        return "weekday"
    return next((cycle for cycle, names in CYCLE_NAMES.items() if joined in names), None)
