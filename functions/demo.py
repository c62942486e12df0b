"""The demo: a folder as the bucket, a baseline, two drift files, two verdicts."""

import shutil
import tempfile
import threading
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console

from common import keys, logs
from common.errors import SetupError
from common.settings import Settings
from common.verdict.document import Verdict
from functions.score import wiring
from functions.score.runtime.progress import progress_bar
from functions.score.settlement import Settlement
from functions.score.triggers.folder_scoring import in_this_process
from functions.score.triggers.watch import Watcher, watch
from functions.terminal import print_verdict

SAMPLES = files("functions.samples")
DRIFT_FILES = ("more-of-the-same.csv", "animals-and-plants.csv")
# A first run builds the encoder's graph and embeds the baseline, which takes seconds; far more means stuck.
PATIENCE_SECONDS = 300.0


def run(folder: Path | None, settings: Settings) -> None:
    """Show the whole path on sample data; raises SetupError if a verdict does not come."""
    root = folder or Path(tempfile.mkdtemp(prefix="driftline-demo-"))
    console = Console(highlight=False, soft_wrap=True)
    logs.set_up("human")
    console.print(f"The folder [bold]{root}[/] is the bucket, and `driftline watch` watches it.\n")
    _copy("baseline.csv", root / keys.BASELINES / "catalogue" / "baseline.csv", console)
    settlements = _Settlements()
    tools = wiring.tools(settings, wiring.folder_store(root, settings), progress_bar)
    tools = replace(tools, observers=(*tools.observers, settlements))
    stop = threading.Event()
    watcher = Watcher(tools.store, in_this_process(tools))
    watching = threading.Thread(target=watch, args=(root, watcher, stop))
    watching.start()
    try:
        for name in DRIFT_FILES:
            key = keys.drift_key(f"catalogue/{name}")
            _copy(f"drifts/{name}", root / key, console)
            _show(settlements.wait_for(key), root, console)
    finally:
        stop.set()
        watching.join()
    console.print(
        "Try your own: put a baseline under baselines/ and a file under drifts/ while this command runs:\n"
        f"  driftline watch {root}"
    )


class _Settlements:
    """What became of each file, for the thread that waits for it; an observer."""

    def __init__(self) -> None:
        self._settlements: dict[str, Settlement] = {}
        self._changed = threading.Condition()

    def __call__(self, settlement: Settlement) -> None:
        if settlement.event:
            with self._changed:
                self._settlements[settlement.event.key] = settlement
                self._changed.notify_all()

    def wait_for(self, key: str) -> Verdict:
        with self._changed:
            self._changed.wait_for(lambda: key in self._settlements, timeout=PATIENCE_SECONDS)
        settlement = self._settlements.get(key)
        if settlement is None:
            raise SetupError(f"no verdict on {key!r} after {PATIENCE_SECONDS:.0f} seconds")
        if settlement.verdict is None:
            raise SetupError(f"no verdict on {key!r}: {settlement.reason}")
        return settlement.verdict


def _copy(sample: str, target: Path, console: Console) -> None:
    console.print(f"$ cp {sample} {target}", style="bold cyan")
    target.parent.mkdir(parents=True, exist_ok=True)
    with as_file(SAMPLES / sample) as source:
        shutil.copyfile(source, target)


def _show(verdict: Verdict, root: Path, console: Console) -> None:
    console.print(f"\nverdict: {root / keys.verdict(verdict.drift.key)}", style="bold cyan")
    console.print(f"report:  {root / keys.report(verdict.drift.key)}", style="bold cyan")
    print_verdict(verdict)
    console.print()
