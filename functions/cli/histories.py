"""What `history` and `accept` do with their options."""

from contextlib import suppress
from itertools import islice
from pathlib import Path

import typer

from common import folders, keys, logs
from common.errors import DriftlineError, ObjectGone, SetupError
from common.nearest import nearest
from common.printable import printable
from common.settings import Settings
from common.stores.store import ObjectStore
from functions.cli.line_table import table
from functions.cli.paths import nearest_folder
from functions.operations.times import count
from functions.score import batch, wiring
from functions.score.history import Histories, HistoryLine
from functions.score.history.rebuilding import rebuild as rebuild_from_verdicts
from functions.score.verdict.stored import read_stored

MOST_NAMES = 10_000  # keys that are looked at for the nearest one


def show(baseline: str, most: int, folder: Path | None, settings: Settings) -> None:
    """Print a table of the last files of a dataset."""
    histories = _histories(folder, settings)
    key = _baseline_key(baseline)
    history = histories.read(key)
    if not history.etag:
        raise SetupError(f"there is no history of {key!r}{_nearest(key, histories.store)}")
    lines = history.last(most)
    for line in table(lines, settings):
        typer.echo(line)
    typer.echo(f"the last {len(lines):,} of {count(len(history.entries), 'file')}", err=True)


def rebuild(baseline: str | None, prefix: str, folder: Path | None, settings: Settings) -> None:
    """Merge the lines of stored verdicts into one history, or into all; print how many."""
    logs.set_up("human", "driftline")
    histories = _histories(folder, settings)
    done = rebuild_from_verdicts(histories, prefix, _baseline_key(baseline) if baseline else None)
    if baseline and not done.lines:
        key = _baseline_key(baseline)
        raise SetupError(f"no verdict was compared with {key!r}{_nearest(key, histories.store)}")
    for key, lines in sorted(done.lines.items()):
        typer.echo(f"{printable(key)}: {count(lines, 'verdict')}")
    typer.echo(f"read {count(done.verdicts, 'verdict')}; {done.unread:,} could not be read", err=True)


def accept(drift: str, folder: Path | None, settings: Settings) -> None:
    """Accept the change of a drift file; print it."""
    histories = _histories(folder, settings)
    key, baseline, line = _compared(drift, histories)
    _check_acceptable(key, baseline, line, histories.store)
    history = histories.merge(baseline, [line])
    if history.line_of(key) is None:
        raise SetupError(
            f"{key!r} is older than the {settings.history_lines:,} files that {history.key!r} keeps"
        )
    if histories.accept(baseline, key):
        typer.echo(f"accepted {printable(key)}")
    else:
        typer.echo(f"{printable(key)} was accepted before")


def _check_acceptable(key: str, baseline: str, line: HistoryLine, store: ObjectStore) -> None:
    """Raise SetupError if to accept the changes of a file would have no effect."""
    if not line.since:
        reason = f"there is nothing to accept in {key!r}: no column or row changed more than usual"
        if line.drifted:
            reason = (
                f"what alarmed in {key!r} cannot be accepted: if a column was removed, replace the baseline "
                "or ignore the column; if it was a note, change alarm_on"
            )
        raise SetupError(reason)
    with suppress(ObjectGone):
        if batch.stat(store, baseline).etag != line.baseline:
            raise SetupError(
                f"{key!r} was compared with an earlier {baseline!r}; accept a file that was compared with "
                "the present one"
            )


def take_back(drift: str, folder: Path | None, settings: Settings) -> None:
    """Take back that the change of a drift file was accepted; print it."""
    histories = _histories(folder, settings)
    key, baseline, _ = _compared(drift, histories)
    if histories.accept(baseline, key, undo=True):
        typer.echo(f"{printable(key)} is no longer accepted")
    else:
        typer.echo(f"{printable(key)} is not accepted")


def _compared(drift: str, histories: Histories) -> tuple[str, str, HistoryLine]:
    """Return the key of a drift file, of its baseline, and its line; raises SetupError if it has none."""
    key = _drift_key(drift)
    verdict = read_stored(histories.store, key, with_page=False).verdict
    if verdict is None:
        raise SetupError(f"there is no verdict on {key!r}{_nearest(key, histories.store)}")
    line = HistoryLine.of(verdict)
    if line is None or verdict.baseline is None:
        raise SetupError(
            f"{key!r} was not compared with a baseline: its verdict has the status {verdict.status!r}"
        )
    return key, verdict.baseline.key, line


def _histories(folder: Path | None, settings: Settings) -> Histories:
    """Return the histories of the bucket, or of a folder; raises SetupError if there is no such folder."""
    if not settings.history_lines:
        raise SetupError("there are no histories: DRIFTLINE_HISTORY_LINES is 0")
    if folder and not folder.is_dir():
        raise SetupError(f"there is no folder {str(folder)!r}{nearest_folder(folder)}")
    try:
        store = wiring.folder_store(folder, settings) if folder else wiring.bucket_store(settings)
    except SetupError as error:
        raise SetupError(f"{error}, or name a folder of `driftline watch` with --folder") from error
    return Histories(store, settings.history_lines)


def _baseline_key(text: str) -> str:
    """Return the key of a baseline that is named with or without `baselines/`; of a folder, its marker's."""
    return _of_folder(text if text.startswith(keys.BASELINES) else keys.baseline_key(text))


def _drift_key(text: str) -> str:
    """Return the key of a drift file that is named with or without `drifts/`; of a folder, its marker's."""
    return _of_folder(text if text.startswith(keys.DRIFTS) else keys.drift_key(text))


def _of_folder(key: str) -> str:
    return folders.marker_of(key) if keys.is_folder_marker(key) else key


def _nearest(key: str, store: ObjectStore) -> str:
    """Return "; the nearest is '…'" with the most similar baseline or drift file; "" if none is similar."""
    start = keys.BASELINES if key.startswith(keys.BASELINES) else keys.DRIFTS
    with suppress(DriftlineError):  # who may read one object need not be allowed to list
        meant = nearest(key, [info.key for info in islice(store.list(start), MOST_NAMES)])
        return f"; the nearest is {meant!r}" if meant and meant != key else ""
    return ""
