"""The demonstration: a folder as the bucket, a baseline, two drops, two verdicts."""

import shutil
import tempfile
import threading
from importlib.resources import as_file, files
from pathlib import Path

from rich.console import Console

from common import keys, logs
from common.errors import SetupError
from common.settings import Settings
from common.verdict.document import Verdict
from functions.score import wiring
from functions.score.observer import Settlement
from functions.score.runtime.progress import progress_bar
from functions.score.triggers.watch import Watcher, watch
from functions.terminal import print_verdict

SAMPLES = files("functions.samples")
DROPS = ("more-of-the-same.csv", "animals-and-plants.csv")
# A first run builds the encoder's graph and embeds the baseline: seconds. Far longer means stuck.
PATIENCE_SECONDS = 300.0


def run(folder: Path | None, settings: Settings) -> None:
    """Show the whole path on sample data; raises SetupError when a verdict does not come."""
    root = folder or Path(tempfile.mkdtemp(prefix="driftline-demo-"))
    console = Console(highlight=False, soft_wrap=True)
    logs.set_up("human")
    console.print(f"The folder [bold]{root}[/] is the bucket; `driftline watch` looks after it.\n")
    _copy("baseline.csv", root / keys.BASELINES / "catalogue" / "baseline.csv", console)
    tools = wiring.tools(settings, wiring.folder_store(root, settings), progress_bar)
    verdicts = _Verdicts()
    stop = threading.Event()
    watching = threading.Thread(target=watch, args=(root, Watcher(tools, verdicts.settled), stop))
    watching.start()
    try:
        for name in DROPS:
            key = keys.drift_key(f"catalogue/{name}")
            _copy(f"drifts/{name}", root / key, console)
            _show(verdicts.wait_for(key), root, console)
    finally:
        stop.set()
        watching.join()
    console.print(
        "Try your own: put a baseline under baselines/, then drop a file under drifts/ while this runs:\n"
        f"  driftline watch {root}"
    )


class _Verdicts:
    """What the watcher settled, for the thread that waits for it."""

    def __init__(self) -> None:
        self._settled: dict[str, Settlement] = {}
        self._news = threading.Condition()

    def settled(self, key: str, settlement: Settlement) -> None:
        with self._news:
            self._settled[key] = settlement
            self._news.notify_all()

    def wait_for(self, key: str) -> Verdict:
        with self._news:
            self._news.wait_for(lambda: key in self._settled, timeout=PATIENCE_SECONDS)
        settlement = self._settled.get(key)
        if settlement is None or not settlement.verdict:
            raise SetupError(f"no verdict on {key!r}: {settlement.reason if settlement else 'it never came'}")
        return settlement.verdict


def _copy(sample: str, target: Path, console: Console) -> None:
    console.print(f"$ cp {sample} {target}", style="bold cyan")
    target.parent.mkdir(parents=True, exist_ok=True)
    with as_file(SAMPLES / sample) as source:
        shutil.copyfile(source, target)


def _show(verdict: Verdict, root: Path, console: Console) -> None:
    console.print(f"\nverdict: {root / keys.latest_verdict(verdict.drift.key)}", style="bold cyan")
    console.print(f"report:  {root / keys.latest_report(verdict.drift.key)}", style="bold cyan")
    print_verdict(verdict)
    console.print()
