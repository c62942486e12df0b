"""The format of standard input, which has no file name to tell it."""

from enum import StrEnum


class FileType(StrEnum):
    """A format that the command line's `--type` names; also the extension of such files."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    JSON = "json"
    PARQUET = "parquet"
    ARROW = "arrow"
    ORC = "orc"
    AVRO = "avro"
    XLSX = "xlsx"
