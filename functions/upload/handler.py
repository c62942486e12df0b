"""Handles an upload: checks both files, stores the baseline, then the drift file.

It publishes nothing: the store itself announces the new drift file.
"""

from dataclasses import dataclass
from typing import BinaryIO, Literal

from common import keys
from common.errors import BatchError, StoreRefused, StoreUnavailable
from common.extensions import unsupported
from common.stores.store import ObjectStore
from functions.upload.naming import Place

# The first bytes of a format. The score function finds out whether a text file contains text.
GZIP_START = b"\x1f\x8b"
PARQUET_START = b"PAR1"


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
    start = file.stream.read(len(PARQUET_START))
    file.stream.seek(0)
    if extension.endswith(".gz") and not start.startswith(GZIP_START):
        raise BatchError(
            "broken_gzip", f"{named} is not compressed with gzip: leave out '.gz', or compress it"
        )
    if extension == ".parquet" and start != PARQUET_START:
        raise BatchError("broken_parquet", f"{named} is not a Parquet file: it does not begin with 'PAR1'")


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
