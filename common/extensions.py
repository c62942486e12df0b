"""What to do about a file whose name has no supported extension."""

import difflib
from pathlib import PurePosixPath

from common.file_formats import BINARY_FORMATS, COMPRESSIONS, EXTENSIONS, SUPPORTED

CSV = "save the table as CSV in UTF-8"
PARQUET = "convert it to Parquet"
EXTRACT = "extract the data file and use that"
UNPACK = "unpack it, or compress it with gzip instead (.csv.gz)"

# Formats that people have, and what to do with each.
ADVICE = {
    **dict.fromkeys((".pdf", ".html", ".xml"), CSV),
    ".xlsm": "save the workbook as .xlsx, or its table as CSV in UTF-8",
    **dict.fromkeys((".jsonlines", ".ldjson", ".jl"), "rename it to .jsonl"),
    **dict.fromkeys((".txt", ".text", ".dat", ".tab"), "rename it to match its format, .csv or .tsv"),
    **dict.fromkeys((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar"), EXTRACT),
    **dict.fromkeys((".lz4", ".br", ".z", ".lzma"), UNPACK),
    **{
        f"{binary}{compression}": f"the format is compressed by itself, so unpack it and name it {binary}"
        for binary in BINARY_FORMATS
        for compression in COMPRESSIONS
    },
    **dict.fromkeys((".pq", ".parq"), "rename it to .parquet"),
    ".arrows": "rename it to .arrow",
    **dict.fromkeys((".pkl", ".pickle", ".h5", ".sas7bdat", ".dta", ".sav", ".rds"), PARQUET),
}
# Compressions by the name of their program.
SPELT_OUT = {".gzip": ".gz", ".bzip2": ".bz2", ".zstd": ".zst"}
COMPRESSED = "name it after the format inside, such as .csv{}"
# How similar an ending must be to a supported one (difflib's ratio) to be a typo: about one letter too many
# or too few. A replaced letter in a short ending is not a typo: .css and .svg are other formats.
TYPO = 0.8
MAX_CHARACTERS = 40  # of a quoted ending


def unsupported(name: str) -> str:
    """Return why a file of this name cannot be read, what to do about it, and the supported extensions.

    >>> unsupported("drifts/reviews.pdf").partition(";")[0]
    "files ending in '.pdf' cannot be read: save the table as CSV in UTF-8"
    >>> unsupported("reviews.cvs").partition(";")[0]
    "files ending in '.cvs' cannot be read: did you mean '.csv'?"
    """
    last_two = PurePosixPath(name).suffixes[-2:]
    if not last_two:
        return f"the file name has no extension: add the one that matches its format ({SUPPORTED})"
    endings = ["".join(last_two), last_two[-1]]  # .parquet.gz says more than .gz
    for advise in (_known, _typo, _compressed):
        for ending in endings:
            if advice := advise(ending.lower()):
                return f"files ending in {ending!r} cannot be read: {advice}; supported: {SUPPORTED}"
    return f"files ending in {endings[-1][:MAX_CHARACTERS]!r} cannot be read; supported: {SUPPORTED}"


def _known(ending: str) -> str | None:
    return ADVICE.get(ending) or ADVICE.get(ending.removesuffix(".gz"))


def _typo(ending: str) -> str | None:
    for program, compression in SPELT_OUT.items():
        ending = ending.replace(program, compression)
    swapped = [extension for extension in EXTENSIONS if sorted(extension) == sorted(ending)]
    close = swapped or difflib.get_close_matches(ending, EXTENSIONS, n=1, cutoff=TYPO)
    return f"did you mean {close[0]!r}?" if close else None


def _compressed(ending: str) -> str | None:
    compression = SPELT_OUT.get(ending, ending)
    return COMPRESSED.format(compression) if compression in COMPRESSIONS else None
