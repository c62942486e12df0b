"""The names in a folder that is one batch, as Spark, Hadoop and Hive write it.

<folder>/_SUCCESS             the marker: the folder is complete, and is one batch
<folder>/part-00000.parquet   a part of it
<folder>/day=1/x.parquet      a part of it, too: a folder `day=1` gives its rows a column `day`
<folder>/_delta_log/00000000000000000007.json, <folder>/metadata/v7.metadata.json
                              a commit of a table (Delta, Iceberg): its version is one batch
<folder>/_metadata, .x.crc    what the writer keeps for itself: names that begin with "_" or "."
"""

import re
from urllib.parse import unquote

from common import keys

# What Hive writes for a missing value in the name of a folder.
MISSING = "__HIVE_DEFAULT_PARTITION__"
# part-00000, part-0.parquet, part.0.parquet (Dask), part-r-00000 (Hadoop), part-<uuid>-0-0 (Flink),
# part-00000-<uuid>-c000.snappy.parquet (Spark), part-00000-tid-<number>-<uuid>-1-1-c000.csv (Databricks);
# but not part-time-workers.csv, part-1-of-3.csv or parts.csv.
PART = re.compile(
    r"part[-.](?:[a-z]-)?(?=[0-9a-f]*\d)[0-9a-f]+(?:-tid)?(?:[-_][0-9a-f]+)*(?:\.|$)", re.IGNORECASE
)
TEXT_AND_NUMBER = re.compile(r"([^0-9]*+)([0-9]*+)")
PARTITION = re.compile(r"([^=]+)=(.*)", re.DOTALL)
# What writers keep for themselves: Databricks' transactions, Parquet's summaries, Hadoop's checksums.
OWN_FILE = re.compile(r"_(?:started|committed)_\d+|_metadata|_common_metadata|\..+\.crc")
# The files of an Iceberg table: data, deletes, manifests, lists of manifests, the current version's name.
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ICEBERG_FILE = re.compile(
    rf"\d{{5}}-\d+-{UUID}(?:-\d+)?(?:-deletes)?\.\w+|{UUID}-m\d+\.avro|snap-\d+-\d+-{UUID}\.avro"
    r"|version-hint\.text"
)
# Folders in which they do so, some of them with extensions of data.
OWN_FOLDERS = {"_temporary", "_spark_metadata", "_delta_log"}


def in_counting_order(key: str) -> tuple[tuple[str, int], ...]:
    """Return what keys are sorted by so that numbers in them count: day_2 comes before day_10.

    >>> sorted(["day_10.csv", "day_2.csv", "day.csv"], key=in_counting_order)
    ['day.csv', 'day_2.csv', 'day_10.csv']
    """
    return tuple((text, int(number or -1)) for text, number in TEXT_AND_NUMBER.findall(key))


def is_marker(key: str) -> bool:
    """Return whether `key` is the marker of a complete folder.

    >>> is_marker("drifts/daily/_SUCCESS")
    True
    """
    return _name(key) == keys.MARKER


def is_commit(key: str) -> bool:
    """Return whether `key` is that of a commit of a table.

    >>> is_commit("drifts/t/_delta_log/00000000000000000007.json")
    True
    """
    return keys.TRIGGER.search(key) is not None and not is_marker(key)


def is_iceberg(commit: str) -> bool:
    """Return whether a commit is one of an Iceberg table, otherwise of a Delta table."""
    return commit.endswith(".metadata.json")


def is_trigger(key: str) -> bool:
    """Return whether `key` represents a whole folder: a marker or a commit."""
    return keys.TRIGGER.search(key) is not None


def triggered_folder(key: str) -> str:
    """Return the folder of a marker or a commit, as a prefix of the keys of its parts.

    >>> triggered_folder("drifts/t/_delta_log/00000000000000000007.json")
    'drifts/t/'
    """
    folder = keys.TRIGGER.sub("", key)
    return f"{folder}/" if folder else ""


def marked_folder(marker: str) -> str:
    """Return the folder of a marker, as a prefix of the keys of its parts.

    >>> marked_folder("drifts/daily/_SUCCESS")
    'drifts/daily/'
    """
    return marker.removesuffix(keys.MARKER)


def marker_of(folder: str) -> str:
    """Return the key of a folder's marker; the folder may end in "/" or not."""
    return f"{folder.removesuffix('/')}/{keys.MARKER}"


def is_part(drift_key: str) -> bool:
    """Return whether a drift file is no batch by itself, as far as its name shows: it belongs to a folder.

    >>> is_part("drifts/daily/part-00000.parquet"), is_part("drifts/sales/region=north/a.csv")
    (True, True)
    >>> is_part("drifts/daily/reviews.csv"), is_part("drifts/daily/_SUCCESS")
    (False, False)
    """
    *folders, name = keys.path_of(drift_key).split("/")
    if is_trigger(drift_key):
        return False
    if any(PARTITION.fullmatch(folder) or folder in OWN_FOLDERS for folder in folders):
        return True
    return bool(PART.match(name) or OWN_FILE.fullmatch(name) or ICEBERG_FILE.fullmatch(name))


def markers_of(part: str) -> list[str]:
    """Return the possible markers of the folders that a part may belong to, the nearest first.

    >>> markers_of("drifts/a/day=1/part-0.csv")
    ['drifts/a/day=1/_SUCCESS', 'drifts/a/_SUCCESS', 'drifts/_SUCCESS']
    """
    folders = part.split("/")[:-1]
    return [marker_of("/".join(folders[:depth])) for depth in range(len(folders), 0, -1)]


def expected_marker(part: str) -> str:
    """Return where the marker of a part's folder usually is: above the folders that give columns.

    >>> expected_marker("drifts/a/day=1/part-0.csv")
    'drifts/a/_SUCCESS'
    """
    folders = part.split("/")[:-1]
    while len(folders) > 1 and (PARTITION.fullmatch(folders[-1]) or folders[-1] in OWN_FOLDERS):
        folders.pop()
    return marker_of("/".join(folders))


def is_data(path: str) -> bool:
    """Return whether the file at a path below a marked folder is data: no name begins with "_" or ".".

    A folder such as `_region=north` is one of data: it gives a column.
    """
    *folders, name = path.split("/")
    own = [folder for folder in folders if folder.startswith(("_", ".")) and not PARTITION.fullmatch(folder)]
    return not own and bool(name) and not name.startswith(("_", "."))


def partitions(path: str) -> dict[str, str | None]:
    """Return the columns, and their values, that the folders on the path of a part give to its rows.

    `path` is below the marked folder. Names and values are percent-decoded; a missing value is None.

    >>> partitions("region=S%C3%A3o%20Paulo/month=__HIVE_DEFAULT_PARTITION__/part-0.csv")
    {'region': 'São Paulo', 'month': None}
    """
    matches = [PARTITION.fullmatch(folder) for folder in path.split("/")[:-1]]
    return {
        unquote(match[1]): None if match[2] in ("", MISSING) else unquote(match[2])
        for match in matches
        if match
    }


def _name(key: str) -> str:
    return key.rpartition("/")[2]
