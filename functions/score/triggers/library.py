"""Compares data that a Python program holds: what `driftline.compare` calls."""

import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from common import keys, settings
from common.errors import BatchError, SetupError
from common.settings import Settings
from common.stores.store import OpenedObject
from common.verdict.document import Problem
from functions.score import batch, wiring
from functions.score.baseline.settings import OwnerSettings, parse, validated
from functions.score.handler import Answer, score_files
from functions.score.runtime.single_thread import one_thread
from functions.score.texts.sampling import Sampling
from functions.score.tools import Tools

BASELINE, DRIFT = "baseline", "drift"  # the names of tables in messages and verdicts
NO_BUCKET = "this process"  # what verdicts name as the bucket
MOST_MODELS = 4  # that stay loaded, one for each combination of settings

_lock = threading.Lock()


class Columns(NamedTuple):
    """Names of columns; a text is one name."""

    text: str | Sequence[str]
    ignored: str | Sequence[str]


def compare(
    baseline: pd.DataFrame | pa.Table | str | os.PathLike[str],
    drift: pd.DataFrame | pa.Table | str | os.PathLike[str],
    columns: Columns,
    dataset: Mapping[str, Any],
    *,
    full: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Answer:
    """Score a table or file.

    Parameters
    ----------
    columns : the text columns and those to leave out; empty: as the settings say.
    dataset : settings of the dataset; None: as the file beside the baseline or the environment says.
    full : embed every text, however many there are.
    environment : holds the settings; by default the environment of the process.

    Raises SetupError, its message one line, if data or settings are at fault; TypeError for data of another
    type.
    """
    tools = _tools_for(settings.load(environment))
    tools = replace(
        tools,
        text_columns=_names(columns.text) or tools.text_columns,
        sampling=Sampling(full_rows=None) if full else tools.sampling,
        report=True,
    )
    try:
        owner = _settings_of(baseline, {"ignored": _names(columns.ignored) or None, **dataset})
        reference, new = _opened(BASELINE, baseline, tools.limits), _opened(DRIFT, drift, tools.limits)
        with one_thread(), reference as opened_baseline, new as opened_drift:
            answer = score_files(opened_baseline, opened_drift, tools, owner)
    except BatchError as error:
        raise SetupError(_line(error)) from error
    if answer.verdict.error:
        raise SetupError(_line(answer.verdict.error))
    return answer


def _tools_for(configured: Settings) -> Tools:
    with _lock:  # two threads share one model
        return _tools(configured)


@lru_cache(MOST_MODELS)
def _tools(configured: Settings) -> Tools:
    return wiring.tools(configured, wiring.no_store(NO_BUCKET), own_process=False)


def _settings_of(baseline: object, arguments: Mapping[str, Any]) -> OwnerSettings:
    given = {name: value for name, value in arguments.items() if value is not None}
    dataset = validated("", given)
    if isinstance(baseline, str | os.PathLike):
        path = Path(keys.dataset_settings(os.fspath(baseline)))
        if path.is_file():
            beside = parse(str(path), path.read_bytes())
            dataset = beside.model_copy(update={name: getattr(dataset, name) for name in given})
    return OwnerSettings(dataset, etag="")


def _opened(
    name: str, data: object, limits: batch.Limits
) -> AbstractContextManager[OpenedObject | batch.Batch]:
    if isinstance(data, str | os.PathLike):
        return wiring.local_file(Path(data))
    if isinstance(data, pd.DataFrame):
        return nullcontext(batch.from_dataframe(name, data, limits))
    if isinstance(data, pa.Table):
        return nullcontext(batch.from_table(name, data, limits))
    hint = f"; use {name}.to_frame()" if isinstance(data, pd.Series) else ""
    raise TypeError(
        f"{name} must be a pandas DataFrame, a pyarrow Table or a path, not {type(data).__name__}{hint}"
    )


def _names(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _line(fault: BatchError | Problem) -> str:
    """Return a message that names what is at fault; a message about an argument does so already."""
    argument = not fault.key or fault.key == keys.dataset_settings(BASELINE)
    return fault.message if argument else f"{fault.key}: {fault.message}"
