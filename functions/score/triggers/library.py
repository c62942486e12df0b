"""Compares data that a Python program holds: what `driftline.compare` calls."""

import os
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from common import keys, settings
from common.errors import BatchError, SetupError
from common.settings import Settings
from common.verdict.document import Problem
from functions.score import batch, wiring
from functions.score.baseline.settings import NONE, DatasetSettings, StoredSettings, validated
from functions.score.runtime.single_thread import one_thread
from functions.score.scoring import Answer, score_files
from functions.score.texts.sampling import Sampling
from functions.score.tools import Tools
from functions.score.triggers.arguments import column_names, environment_of, kinds_of, note_kinds, plain
from functions.score.triggers.sources import Source, source

BASELINE, DRIFT = "baseline", "drift"  # the names of tables in messages and verdicts
NO_BUCKET = "this process"  # what verdicts name as their bucket
MOST_MODELS = 4  # that stay loaded, one for each combination of settings

_lock = threading.Lock()


class Columns(NamedTuple):
    """The names of columns as the caller passed them; see `arguments.column_names`."""

    text: object
    ignored: object


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A table that the program holds."""

    rows: batch.Batch
    bucket: str = NO_BUCKET

    def open(self) -> AbstractContextManager[batch.Batch]:
        """Return the rows."""
        return nullcontext(self.rows)

    def dataset(self) -> StoredSettings:
        """Return that there are no dataset settings."""
        return NONE


def compare(
    baseline: pd.DataFrame | pa.Table | str | os.PathLike[str],
    drift: pd.DataFrame | pa.Table | str | os.PathLike[str],
    columns: Columns,
    dataset: Mapping[str, Any],
    *,
    full: bool = False,
    environment: object = None,
) -> Answer:
    """Score a table or file.

    Parameters
    ----------
    columns : the text columns, and those to leave out; empty: as the settings say.
    dataset : settings of the dataset; None: as the file beside the baseline or the environment says.
    full : embed every text, however many there are.
    environment : maps the variables to their values; by default the environment of the process.

    Raises
    ------
    SetupError
        If data or settings are at fault; the message is one line.
    TypeError
        If the data is neither a table nor a path, or an option has the wrong type.
    """
    text, ignored = column_names("text_columns", columns.text), column_names("ignored", columns.ignored)
    chosen = {name: plain(value) for name, value in dataset.items()}
    chosen |= {"kinds": kinds_of(dataset.get("kinds")), "ignored": ignored or None}
    chosen |= {"alarm_on": note_kinds(dataset.get("alarm_on"))}
    configured = settings.load(environment_of(environment))
    tools = _tools_for(configured)
    try:
        reference = _source(BASELINE, baseline, configured, tools.limits)
        new = _source(DRIFT, drift, configured, tools.limits)
        owner = _overridden(reference.dataset(), chosen)
        tools = replace(
            tools,
            store=wiring.no_store(new.bucket),
            text_columns=text or tools.text_columns,
            sampling=Sampling(full_rows=None) if full else tools.sampling,
            report=True,
        )
        with one_thread(), reference.open() as opened_baseline, new.open() as opened_drift:
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


def _source(name: str, data: object, configured: Settings, limits: batch.Limits) -> Source | HeldTable:
    if isinstance(data, pd.DataFrame):
        return HeldTable(batch.from_dataframe(name, data, limits))
    if isinstance(data, pa.Table):
        return HeldTable(batch.from_table(name, data, limits))
    if isinstance(data, str | os.PathLike):
        return source(data if isinstance(data, str) else Path(data), configured)
    hint = f"; use {name}.to_frame()" if isinstance(data, pd.Series) else ""
    raise TypeError(
        f"{name} must be a pandas DataFrame, a pyarrow Table or a path, not {type(data).__name__}{hint}"
    )


def _overridden(owner: StoredSettings, arguments: Mapping[str, Any]) -> StoredSettings:
    chosen = {name: value for name, value in arguments.items() if value is not None}
    checked: DatasetSettings = validated("", chosen)
    dataset = owner.dataset.model_copy(update={name: getattr(checked, name) for name in chosen})
    return replace(owner, dataset=dataset)


def _line(fault: BatchError | Problem) -> str:
    """Return a message that names what is at fault; a message about an argument does so already."""
    argument = not fault.key or fault.key == keys.dataset_settings(BASELINE)
    return fault.message if argument else f"{fault.key}: {fault.message}"
