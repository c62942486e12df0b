"""A whole file that can be read at any position: formats whose end says where their parts are need it."""

import errno
import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

from common.errors import BatchError
from functions.score.batch.limits import Limits

COPY_BYTES = 1024**2  # read or written at once


@contextmanager
def seekable(start: bytes, source: BinaryIO, limits: Limits) -> Iterator[BinaryIO]:
    """Open a file that begins with `start` and continues in `source`: in memory if that is all of it.

    A larger one is copied to disk. Raises BatchError("file_too_large") if the disk has no room for it.
    """
    if len(start) <= limits.whole_bytes:
        yield io.BytesIO(start)
        return
    with ExitStack() as opened:
        try:
            file = opened.enter_context(tempfile.TemporaryFile())
        except OSError as error:  # no temporary folder is writable
            raise _no_room(len(start)) from error
        try:
            file.write(start)
            shutil.copyfileobj(source, file, COPY_BYTES)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise _no_room(file.tell()) from error
        yield file


def _no_room(size: int) -> BatchError:
    message = f"the file, which has more than {size} bytes, does not fit on this machine's disk"
    return BatchError("file_too_large", message)
