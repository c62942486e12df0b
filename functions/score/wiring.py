"""The only module that imports concrete adapters."""

from contextlib import AbstractContextManager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from common.settings import Settings
from common.stores.folder import FolderStore, open_file
from common.stores.opening import open_bucket
from common.stores.store import ObjectStore, OpenedObject
from functions.score import report
from functions.score.baseline.profile_cache import ProfileCache
from functions.score.baseline.settings import DatasetSettings
from functions.score.batch import Limits
from functions.score.encoder import Encoder
from functions.score.policy import CalibratedPolicy, Learning, Policy, ThresholdPolicy
from functions.score.runtime.freed_memory import keep_freed_memory
from functions.score.runtime.garbage_collector import creating_long_lived_objects
from functions.score.runtime.once import Once
from functions.score.runtime.preparation import prepare
from functions.score.runtime.progress import Progress, no_progress, progress_bar
from functions.score.texts.embedder import nothing
from functions.score.texts.sampling import Sampling
from functions.score.tools import Tools

# Modules that are otherwise imported at their first use, which takes a quarter of a second on one core.
LOADED_LATER = (
    "functions.score.comparison.blocks",
    "functions.score.comparison.table.columns",
    "functions.score.statistics.texts.column",
    "functions.score.statistics.texts.whole_files",
    "scipy.special",
    "scipy.linalg",
    "functions.score.statistics.explanation.clusters",
    "functions.score.statistics.explanation.projection",
    "functions.score.statistics.explanation.terms",
    "functions.score.statistics.explanation.words",
)


def bucket_store(settings: Settings, *, impatient: bool = False) -> ObjectStore:
    """Return the bucket that the settings name; raises SetupError if they contain no credentials.

    `impatient`: for questions about the store itself, which it should answer within seconds.
    """
    return open_bucket(settings, impatient=impatient)


def folder_store(root: Path, settings: Settings) -> FolderStore:
    """Return a directory as the bucket."""
    return FolderStore(root, settings.bucket)


def local_file(path: Path) -> AbstractContextManager[OpenedObject]:
    """Open one file on disk as a store opens an object; raises SetupError if that fails."""
    return open_file(path)


def local_folder(path: Path) -> ObjectStore:
    """Return a folder on disk whose files are the parts of one batch."""
    return FolderStore(path)


def no_store(name: str) -> ObjectStore:
    """Return an empty store, for files that are in no bucket of ours."""
    from common.stores.memory import MemoryStore

    return MemoryStore(name)


def tools(
    settings: Settings, store: ObjectStore, progress: Progress = no_progress, *, own_process: bool = True
) -> Tools:
    """Return what the handler needs, by the settings; does not load the model yet.

    `own_process`: the process is Driftline's own, so that its memory and garbage collection may be tuned.
    """
    if own_process:
        keep_freed_memory()
    encoder = Once(partial(_long_lived_encoder if own_process else _encoder, settings))
    return Tools(
        store=store,
        encoder=encoder,
        while_reading=partial(_begin_loading, encoder),
        while_embedding=Once(partial(prepare, LOADED_LATER, report.prepare)).begin
        if own_process
        else nothing,
        profiles=ProfileCache(),
        limits=Limits(
            max_bytes=settings.max_file_bytes,
            max_cell_characters=settings.max_cell_characters,
            max_columns=settings.max_columns,
            max_cells=settings.max_cells,
            max_bytes_at_once=settings.max_bytes_at_once,
        ),
        policy=partial(_policy, settings),
        sampling=Sampling(settings.full_rows),
        text_columns=settings.text_columns,
        shared_baselines=settings.shared_baselines,
        show_rows=settings.show_rows,
        history_lines=settings.history_lines,
        report=settings.report,
        progress=progress,
    )


def bucket_tools(settings: Settings, folder: Path | None = None) -> Tools:
    """Return what the handler needs for the bucket, or a folder as the bucket, with the model loaded.

    Loading comes before the first event: a missing model is not the fault of an event, and loading may take
    longer than a broker's heartbeat allows.
    """
    if folder is None:
        ready = tools(settings, bucket_store(settings))
    else:
        ready = tools(settings, folder_store(folder, settings), progress_bar)
    ready.encoder()
    return ready


def _policy(settings: Settings, dataset: DatasetSettings) -> Policy:
    """Return the policy; the dataset's settings override the environment's."""

    def chosen(name: str) -> Any:
        set_by_owner = getattr(dataset, name)
        return getattr(settings, name) if set_by_owner is None else set_by_owner

    if chosen("policy") == "threshold":
        return ThresholdPolicy(alpha=chosen("alpha"), alarm_on=chosen("alarm_on"))
    learning = Learning(chosen("accept_after"), chosen("alarm_budget"))
    names = ("alpha", "minimum_share", "minimum_shift", "time_moves_on", "alarm_on")
    return CalibratedPolicy(
        learning=learning if chosen("policy") == "usual" else None, **{name: chosen(name) for name in names}
    )


def _begin_loading(encoder: Once[Encoder]) -> None:
    """Load the model in a thread, while this one reads the file.

    Both import numpy. It has to be there before: if two threads import it at once, the import fails in both.
    """
    import_module("numpy")
    encoder.begin()


def _long_lived_encoder(settings: Settings) -> Encoder:
    with creating_long_lived_objects():
        return _encoder(settings)


def _encoder(settings: Settings) -> Encoder:
    from functions.score.encoder.opening import open_encoder

    return open_encoder(
        settings.model, engine=settings.engine, cache_dir=settings.cache_dir, threads=settings.threads
    )
