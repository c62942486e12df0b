"""What runs in the scoring process: settles one request after another for its parent, the worker."""

import ctypes
import os
import signal
import traceback
from contextlib import suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from common import logs
from common.errors import BatchError, DriftlineError, InternalError
from common.settings import Settings
from functions.score.observer import Observer, log_settlement, log_verdict
from functions.score.runtime import memory_limit
from functions.score.runtime.progress import no_progress
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.scoring_process.requests import ReportFault, Score

if TYPE_CHECKING:
    from functions.score.tools import Tools

# From linux/prctl.h: the signal to send to this process when the thread that started it ends.
SET_PARENT_DEATH_SIGNAL = 1
# The first answer of a process that is ready; a text is the reason why it cannot start.
READY = None
# The exit code of a process that had no memory left to finish a file.
OUT_OF_MEMORY = 12


def run(pipe: Connection, settings: Settings, parent: int, folder: Path | None = None) -> None:
    """Settle what comes through the pipe until it closes; `folder`: takes the place of the bucket.

    The first answer is READY or a text. Each request is answered by the drift objects that are opened
    meanwhile, and then by its settlement.
    """
    _end_with(parent)
    memory_limit.prepare()
    logs.set_up(settings.log_format)
    if folder:
        logs.warnings_alone()
    limit_memory = (
        partial(memory_limit.limit_memory, settings.memory_bytes)
        if settings.memory_bytes
        else partial(memory_limit.limit_file, memory_limit.default_limit())
    )
    try:
        tools = _tools(settings, pipe, folder)
    except Exception as error:  # noqa: BLE001 - the parent reports it in one line
        expected = isinstance(error, DriftlineError)
        pipe.send(str(error) if expected else f"cannot start scoring: {type(error).__name__}: {error}")
        return
    pipe.send(READY)
    with suppress(EOFError):
        while True:
            request = pipe.recv()
            limit_memory()
            settlement = _settled(request, tools)
            if memory_limit.is_exhausted(settlement.error):
                os._exit(OUT_OF_MEMORY)
            pipe.send(_portable(settlement))


def _end_with(parent: int) -> None:
    """Make the system kill this process when its parent ends, also while it scores; on Linux only."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended already
        os._exit(1)


def _tools(settings: Settings, pipe: Connection, folder: Path | None) -> "Tools":
    """Return the bucket's tools, with everything loaded; they announce each drift object that is opened."""
    from functions.score import wiring
    from functions.score.triggers.queue_worker.scoring_process.warm_up import warm_up

    tools = wiring.bucket_tools(settings, folder)
    try:
        warm_up(replace(tools, progress=no_progress))
    except Exception as error:  # noqa: BLE001 - files can be scored all the same
        logs.LOGGER.warning("cannot prepare scoring: %s: %s", type(error).__name__, error)
    return replace(tools, on_open=pipe.send)


def _settled(asked: Score | ReportFault, tools: "Tools") -> Settlement:
    from functions.score.triggers.settling import internal_error, settle_event, settle_fault

    request = asked if isinstance(asked, Score) else asked.request
    event, record, last_attempt = request.event, request.record, request.last_attempt
    tools = replace(tools, observers=_observers(request))
    if request.large_bytes is not None:
        tools = tools.for_small_files(request.large_bytes)
    try:
        if isinstance(asked, ReportFault):
            error = BatchError("too_costly", asked.message)
            return settle_fault(event, error, tools, last_attempt=last_attempt, record=record, put=asked.put)
        return settle_event(
            event, tools, last_attempt=last_attempt, waited_enough=request.waited_enough, record=record
        )
    except BaseException as error:  # noqa: BLE001 - a panic in compiled code is no Exception
        logs.LOGGER.exception("internal error while scoring")
        return replace(internal_error(error), record=record, event=event)


def _observers(request: Score) -> tuple[Observer, ...]:
    if request.unlogged:
        return ()
    return (_log_quietly if request.quiet else _log,)


def _log(settlement: Settlement) -> None:
    """Log a settlement, unless the worker decides what becomes of it: then it logs that."""
    if (
        not settlement.store_failed
        and not settlement.large
        and not memory_limit.is_exhausted(settlement.error)
    ):
        log_settlement(settlement)


def _log_quietly(settlement: Settlement) -> None:
    """Log a new verdict, or the traceback of an internal error."""
    if settlement.error:
        _log(settlement)
    else:
        log_verdict(settlement)


def _portable(settlement: Settlement) -> Settlement:
    """Return a settlement that can be sent: many errors cannot, and no traceback; it becomes a note."""
    if settlement.error is None:
        return settlement
    error = InternalError(f"{type(settlement.error).__name__}: {settlement.error}")
    error.add_note("".join(traceback.format_exception(settlement.error)))
    return replace(settlement, error=error)
