"""Two files on disk compared directly: what the command line's `score` calls."""

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from common.errors import SetupError
from common.folder_store import etag_of
from common.memory_store import MemoryStore
from common.settings import Settings
from common.store import OpenedObject, StoredObject
from common.verdict import Verdict
from functions.progress import progress_bar
from functions.score import wiring
from functions.score.handler import score_files

# What verdicts name as the bucket of files that are in none.
NO_BUCKET = "local files"


def compare(baseline: Path, drift: Path, settings: Settings) -> Verdict:
    """Score one file against another; raises SetupError when one cannot be opened."""
    with ExitStack() as open_files:
        opened_baseline = _open(open_files, baseline)
        opened_drift = _open(open_files, drift)
        tools = wiring.tools(settings, MemoryStore(NO_BUCKET), progress_bar)
        return score_files(opened_baseline, opened_drift, tools)


def _open(open_files: ExitStack, path: Path) -> OpenedObject:
    try:
        stream = open_files.enter_context(path.open("rb"))
    except OSError as error:
        raise SetupError(f"cannot open {str(path)!r}: {error.strerror}") from error
    status = path.stat()
    modified = datetime.fromtimestamp(status.st_mtime, tz=UTC)
    return OpenedObject(StoredObject(str(path), etag_of(status), status.st_size, modified), stream)
