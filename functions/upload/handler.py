"""The story of an upload: look at both files, store the baseline, then the drift file; never publish.

The store itself announces the drift file, so a batch that stands there is all there is to do.
"""

from dataclasses import dataclass
from typing import BinaryIO, Literal

from common import keys
from common.errors import BatchError, StoreRefused, StoreUnavailable
from common.extensions import unsupported
from common.stores.store import ObjectStore
from functions.upload.naming import Place

# What files of a kind begin with. Whether a text file is text is the score function's to judge.
GZIP_START = b"\x1f\x8b"
PARQUET_START = b"PAR1"


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file of a form.

    Attributes
    ----------
    field : the form's field that it came in.
    name : as the client sent it; never trusted as a path.
    stream : at its first byte, seekable.
    size : bytes.
    """

    field: Literal["baseline", "drift"]
    name: str
    stream: BinaryIO
    size: int


def check_file(file: UploadedFile, max_bytes: int) -> None:
    """Raise BatchError where a file cannot be scored, as far as its name, size and first bytes tell."""
    named = f"{file.field} {file.name!r}"
    extension = keys.extension_of(file.name)
    if extension is None:
        raise BatchError("unknown_extension", f"{named}: {unsupported(file.name)}")
    if not file.size:
        raise BatchError("empty_file", f"{named} is empty: 0 bytes")
    if file.size > max_bytes:
        raise BatchError(
            "file_too_large", f"{named} has {file.size} bytes; at most {max_bytes} are taken: split it"
        )
    start = file.stream.read(len(PARQUET_START))
    file.stream.seek(0)
    if extension.endswith(".gz") and not start.startswith(GZIP_START):
        raise BatchError("broken_gzip", f"{named} is not packed with gzip: leave out '.gz', or pack it")
    if extension == ".parquet" and start != PARQUET_START:
        raise BatchError("broken_parquet", f"{named} is no Parquet file: it does not begin with 'PAR1'")


def store_batch(
    store: ObjectStore, place: Place, drift: UploadedFile, baseline: UploadedFile | None, *, max_bytes: int
) -> None:
    """Store an upload: nothing of it before both files are checked, and the baseline first.

    Raises
    ------
    BatchError : a file cannot be scored; nothing was stored.
    StoreUnavailable, StoreRefused : with a note where the baseline was stored before that.
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
                f"The baseline is stored as {place.baseline_key!r}, the drift file is not, so nothing is "
                f"scored: send both again."
            )
        raise
