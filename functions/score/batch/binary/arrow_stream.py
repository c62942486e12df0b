"""Opens Feather and Arrow IPC with pyarrow, one message after the other.

A file is a stream between two magic words; what its footer says is not needed. Feather is another name of the
file since its version 2. A file without the second magic word is truncated.
"""

import io
from typing import BinaryIO

from common.errors import BatchError
from common.file_formats import ARROW_FILE, ARROW_STREAM
from functions.score.batch.binary.arrow_messages import count_rows
from functions.score.batch.binary.record_batches import BatchFormat, Opened
from functions.score.batch.limits import Limits

FEATHER_1 = b"FEA1"
FILE_START = 8  # bytes before the stream: the magic word and two zeros


def open_arrow(file: BinaryIO, limits: Limits) -> Opened:
    """Open an Arrow file or stream; its messages are read twice: to count the rows, and to read them."""
    import pyarrow as pa
    from pyarrow import ipc

    del limits
    begin = _begin(file)
    file.seek(begin)
    rows = count_rows(file)
    file.seek(begin)
    stream = ipc.open_stream(pa.PythonFile(file, mode="r"))
    return Opened(stream.schema.remove_metadata(), rows, lambda: iter(stream))


def _begin(file: BinaryIO) -> int:
    """Return where the stream begins."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    start = file.read(FILE_START)
    if start.startswith(ARROW_STREAM):
        return 0
    if start.startswith(FEATHER_1):
        raise BatchError(
            "broken_file", "the file is Feather of version 1: write it with version 2, or as Parquet"
        )
    if not start.startswith(ARROW_FILE):
        message = "the file is neither an Arrow file nor an Arrow stream: rename it to match its format"
        raise BatchError("broken_file", message)
    file.seek(max(FILE_START, size - len(ARROW_FILE)))
    if file.read() != ARROW_FILE:
        raise BatchError("broken_file", f"the Arrow file is truncated at {size} bytes: upload it again")
    return FILE_START


ARROW = BatchFormat("Arrow", open_arrow)
