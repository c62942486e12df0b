"""What to do about a file whose name has no supported extension."""

import difflib
from pathlib import PurePosixPath

from common import keys

CSV = "save the table as CSV in UTF-8"
PARQUET = "convert it to Parquet"
EXTRACT = "extract the data file and use that"
UNPACK = "unpack it, or compress it with gzip instead (.csv.gz)"

# Formats that people have, and what to do with each.
ADVICE = {
    **dict.fromkeys((".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".pdf", ".html", ".xml"), CSV),
    ".json": "write one JSON object per line and name the file .jsonl",
    **dict.fromkeys((".jsonlines", ".ldjson", ".jl"), "rename it to .jsonl"),
    **dict.fromkeys((".txt", ".text", ".dat", ".tab"), "rename it to match its format, .csv or .tsv"),
    **dict.fromkeys((".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar"), EXTRACT),
    **dict.fromkeys((".bz2", ".xz", ".zst", ".lz4", ".br"), UNPACK),
    ".parquet.gz": "Parquet is already compressed, so unpack it and name it .parquet",
    **dict.fromkeys((".pq", ".parq"), "rename it to .parquet"),
    **dict.fromkeys((".orc", ".avro", ".feather", ".arrow", ".ipc", ".pkl", ".pickle", ".h5"), PARQUET),
}
GZIP = "name it after the format inside, such as .csv.gz"
# How similar an ending must be to a supported one (difflib's ratio) to be a typo: about one letter too many
# or too few. A replaced letter in a short ending is not a typo: .css and .svg are other formats.
TYPO = 0.8
MAX_CHARACTERS = 40  # of a quoted ending


def unsupported(name: str) -> str:
    """Return why a file of this name cannot be read, what to do about it, and the supported extensions.

    >>> unsupported("drifts/reviews.xlsx").partition(";")[0]
    "files ending in '.xlsx' cannot be read: save the table as CSV in UTF-8"
    >>> unsupported("reviews.cvs").partition(";")[0]
    "files ending in '.cvs' cannot be read: did you mean '.csv'?"
    """
    supported = ", ".join(keys.EXTENSIONS)
    last_two = PurePosixPath(name).suffixes[-2:]
    if not last_two:
        return f"the file name has no extension: add the one that matches its format ({supported})"
    endings = ["".join(last_two), last_two[-1]]  # .parquet.gz says more than .gz
    for advise in (_known, _typo, _gzip):
        for ending in endings:
            if advice := advise(ending.lower()):
                return f"files ending in {ending!r} cannot be read: {advice}; supported: {supported}"
    return f"files ending in {endings[-1][:MAX_CHARACTERS]!r} cannot be read; supported: {supported}"


def _known(ending: str) -> str | None:
    return ADVICE.get(ending) or ADVICE.get(ending.removesuffix(".gz"))


def _typo(ending: str) -> str | None:
    swapped = [extension for extension in keys.EXTENSIONS if sorted(extension) == sorted(ending)]
    close = swapped or difflib.get_close_matches(ending, keys.EXTENSIONS, n=1, cutoff=TYPO)
    return f"did you mean {close[0]!r}?" if close else None


def _gzip(ending: str) -> str | None:
    return GZIP if ending in (".gz", ".gzip") else None
