"""Handles an upload: checks both files, stores the baseline, then the drift file.

It publishes nothing: the store itself announces the new drift file.
"""

from dataclasses import dataclass
from typing import BinaryIO, Literal

from common import keys
from common.errors import BatchError, BatchErrorType, StoreRefused, StoreUnavailable
from common.extensions import unsupported
from common.file_formats import MAGIC_BYTES, begins_right, split
from common.stores.store import ObjectStore
from functions.upload.naming import Place


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a form.

    Attributes
    ----------
    field : the form's field.
    name : the name that the client sent; never used as a path.
    stream : seekable, at its first byte.
    size : in bytes.
    """

    field: Literal["baseline", "drift"]
    name: str
    stream: BinaryIO
    size: int


def check_file(file: UploadedFile, max_bytes: int) -> None:
    """Raise BatchError if name, size or first bytes show that a file cannot be scored."""
    named = f"{file.field} {file.name!r}"
    extension = keys.extension_of(file.name)
    if extension is None:
        raise BatchError("unknown_extension", f"{named}: {unsupported(file.name)}")
    if not file.size:
        raise BatchError("empty_file", f"{named} is empty: 0 bytes")
    if file.size > max_bytes:
        raise BatchError(
            "file_too_large", f"{named} has {file.size} bytes; at most {max_bytes} are accepted: split it"
        )
    start = file.stream.read(MAGIC_BYTES)
    file.stream.seek(0)
    ending, compression = split(extension)
    # The score function finds out whether a text file contains text.
    if compression and not begins_right(start, compression):
        kind: BatchErrorType = "broken_gzip" if compression == ".gz" else "broken_compression"
        raise BatchError(
            kind, f"{named} is not compressed as {compression!r} says: leave that out, or compress it"
        )
    if not compression and not begins_right(start, ending):
        kind = "broken_parquet" if ending == ".parquet" else "broken_file"
        raise BatchError(kind, f"{named} is not of the format that its name says: its first bytes are not")


def store_batch(
    store: ObjectStore, place: Place, drift: UploadedFile, baseline: UploadedFile | None, *, max_bytes: int
) -> None:
    """Check both files, then store the baseline, then the drift file.

    Raises
    ------
    BatchError : a file cannot be scored; nothing is stored.
    StoreUnavailable, StoreRefused : the store failed; a note says so if the baseline is already stored.
    """
    for file in (drift, baseline):
        if file:
            check_file(file, max_bytes)
    if baseline and place.baseline_key:
        store.put(place.baseline_key, baseline.stream, baseline.size)
    try:
        store.put(place.drift_key, drift.stream, drift.size)
    except (StoreUnavailable, StoreRefused) as error:
        if baseline:
            error.add_note(
                f"The baseline is stored as {place.baseline_key!r}, but the drift file is not, so nothing is "
                f"scored: send both again."
            )
        raise
