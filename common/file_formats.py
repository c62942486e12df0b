"""The file formats that are read: how their names end, how they may be compressed, and their first bytes.

How each is read is in `functions/score/batch/formats.py`.
"""

# In the order of preference for a baseline. Text formats may be compressed.
TEXT_FORMATS = (".csv", ".jsonl", ".ndjson", ".tsv", ".json")
BINARY_FORMATS = (
    ".parquet",
    ".feather",
    ".arrow",
    ".ipc",
    ".orc",
    ".avro",
    ".xlsx",
    ".xlsb",
    ".xls",
    ".ods",
)
COMPRESSIONS = (".gz", ".bz2", ".xz", ".zst", ".zip")

# What files of a format or compression begin with. Text formats have no such bytes.
GZIP, PARQUET, ZIP = b"\x1f\x8b", b"PAR1", b"PK\x03\x04"
ARROW_FILE, ARROW_STREAM = b"ARROW1", b"\xff\xff\xff\xff"
MAGIC: dict[str, tuple[bytes, ...]] = {
    ".gz": (GZIP,),
    ".bz2": tuple(b"BZh%d" % level for level in range(1, 10)),
    ".xz": (b"\xfd7zXZ\x00",),
    ".zst": (b"\x28\xb5\x2f\xfd",),
    ".zip": (ZIP,),
    ".parquet": (PARQUET,),
    **dict.fromkeys((".feather", ".arrow", ".ipc"), (ARROW_FILE, ARROW_STREAM)),
    ".orc": (b"ORC",),
    ".avro": (b"Obj\x01",),
    **dict.fromkeys((".xlsx", ".xlsb", ".ods"), (ZIP,)),
    ".xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\t\x08", b"\t\x04", b"\t\x02", b"\t\x00"),
}
# What files begin with that are not read.
UNREAD_MAGIC: dict[str, tuple[bytes, ...]] = {
    "a PDF": (b"%PDF-",),
    "an HDF5 file": (b"\x89HDF\r\n\x1a\n",),
    "an SQLite database": (b"SQLite format 3\x00",),
    "a pickle of Python": tuple(b"\x80" + bytes([version]) for version in range(2, 6)),
    "a NumPy array": (b"\x93NUMPY",),
    "a 7z archive": (b"7z\xbc\xaf\x27\x1c",),
    "a RAR archive": (b"Rar!\x1a\x07",),
}
MAGIC_BYTES = max(len(start) for starts in MAGIC.values() for start in starts)

# Every supported ending, in the order of preference for a baseline.
EXTENSIONS: tuple[str, ...] = (
    ".csv",
    *(f".csv{compression}" for compression in COMPRESSIONS),
    ".parquet",
    *(
        f"{text}{compression}"
        for text in TEXT_FORMATS
        if text != ".csv"
        for compression in ("", *COMPRESSIONS)
    ),
    *(binary for binary in BINARY_FORMATS if binary != ".parquet"),
)
SUPPORTED = (
    f"{', '.join(TEXT_FORMATS)} (each also with {', '.join(COMPRESSIONS[:-1])} or {COMPRESSIONS[-1]}), "
    f"{', '.join(BINARY_FORMATS)}"
)


def split(extension: str) -> tuple[str, str]:
    """Return the format and the compression of an extension; "" if it is not compressed.

    >>> split(".csv.gz"), split(".parquet")
    (('.csv', '.gz'), ('.parquet', ''))
    """
    compression = next((each for each in COMPRESSIONS if extension.endswith(each)), "")
    return extension.removesuffix(compression), compression


def begins_right(start: bytes, ending: str) -> bool:
    """Return whether a file may begin with these bytes, by the ending of a format or compression.

    >>> begins_right(b"PAR1", ".parquet"), begins_right(b"PK", ".gz"), begins_right(b"id,text", ".csv")
    (True, False, True)
    """
    return ending not in MAGIC or start.startswith(MAGIC[ending])
