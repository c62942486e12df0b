"""Compare the verdicts of two checkouts: show which numbers a code change moved.

    python tests/bench/verdict_changes.py BEFORE AFTER [FOLDER ...]

Scores the pairs below, and all pairs in the folders (`baseline.*` beside `drift.*`, or `NAME.baseline.csv`
beside `NAME.drift.csv`), with the command line of both checkouts. Prints each field that differs, except
clock fields and sentences. Exits with 1 if a field differs.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

# Fields that differ from run to run, and prose.
NOT_COMPARED = frozenset({"timing_ms", "scored_at", "driftline", "reasons", "notes", "sentence", "message"})
# Labels of tests and effects, and why there is no test or number; the numbers beside them are compared.
LABELS = re.compile(r"\.(test|effect_name|not_tested|(evidence|effects)\[\d+\]\.name|undefined\.\w+)$")
ROWS = 400
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from functions.cli import main; main()"

Pair = tuple[str, Path, Path]


def main() -> int:
    """Compare every pair; return 1 if a verdict changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("folders", type=Path, nargs="*")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pairs = [*made_pairs(Path(folder)), *(pair for root in chosen.folders for pair in pairs_in(root))]
        changed = 0
        for name, baseline, drift in pairs:
            verdicts = [score(checkout, baseline, drift) for checkout in (chosen.before, chosen.after)]
            differing = list(differences(*verdicts))
            changed += bool(differing)
            print(f"{name}: {'the same' if not differing else ''}")
            for line in differing:
                print(f"    {line}")
    print(f"{len(pairs)} pairs, {changed} verdicts changed")
    return 1 if changed else 0


def score(checkout: Path, baseline: Path, drift: Path) -> Any:
    """Return the verdict from one checkout's command line, or the last line of its error message."""
    command = [
        sys.executable,
        "-c",
        START,
        str(checkout.resolve()),
        "score",
        "--json",
        str(baseline),
        str(drift),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env={**os.environ, "PYTHONPATH": ""}
    )
    if done.stdout.strip():
        return json.loads(done.stdout)
    return {"no verdict": (done.stderr.strip().splitlines() or ["nothing was printed"])[-1]}


def differences(before: Any, after: Any, where: str = "") -> Iterator[str]:
    """Yield one line for each value that differs."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            if key not in NOT_COMPARED:
                yield from differences(before.get(key), after.get(key), f"{where}.{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (left, right) in enumerate(zip(before, after, strict=True)):
            yield from differences(left, right, f"{where}[{place}]")
    elif before != after and not LABELS.search(where):
        yield f"{where.removeprefix('.')}: {before!r} -> {after!r}"


def pairs_in(root: Path) -> Iterator[Pair]:
    """Yield the pairs of files in a folder and its subfolders."""
    for baseline in sorted(root.rglob("*baseline.*")):
        drifts = sorted(baseline.parent.glob(baseline.name.replace("baseline.", "drift.")))
        for drift in drifts:
            yield str(baseline.relative_to(root)), baseline, drift


def made_pairs(folder: Path) -> Iterator[Pair]:
    """Yield the shipped samples, and generated tables with every kind of column, each with one change."""
    samples = Path(__file__).parents[2] / "functions" / "samples"
    for drift in sorted((samples / "drifts").iterdir()):
        yield f"samples/{drift.name}", samples / "baseline.csv", drift
    texts = pd.read_csv(samples / "baseline.csv")
    for number, (name, change) in enumerate(CHANGES.items()):
        baseline, drift = (table(np.random.default_rng([number, part]), texts) for part in (0, 1))
        paths = folder / f"{name}.baseline.csv", folder / f"{name}.drift.csv"
        baseline.to_csv(paths[0], index=False)
        change(drift).to_csv(paths[1], index=False)
        yield f"made/{name}", *paths


def table(rng: np.random.Generator, texts: pd.DataFrame, rows: int = ROWS) -> pd.DataFrame:
    """Return a table with a column of every kind."""
    text_column = max(texts.columns, key=lambda column: texts[column].astype(str).str.len().mean())
    return pd.DataFrame(
        {
            "id": np.arange(rows) + 1,
            "text": rng.choice(texts[text_column].dropna().to_numpy(), rows),
            "price": rng.lognormal(3, 1, rows).round(2),
            "age": rng.normal(40, 12, rows).round(1),
            "country": rng.choice(["de", "fr", "it", "es"], rows, p=[0.4, 0.3, 0.2, 0.1]),
            "active": rng.choice([True, False], rows),
            "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 60 * 86_400, rows), "s"),
        }
    )


CHANGES: dict[str, Any] = {
    "nothing": lambda frame: frame,
    "age_moved": lambda frame: frame.assign(age=frame["age"] + 6),
    "age_spread": lambda frame: frame.assign(age=40 + (frame["age"] - 40) * 2),
    "age_missing": lambda frame: frame.assign(age=frame["age"].mask(frame.index % 5 == 0)),
    "price_times_1000": lambda frame: frame.assign(
        price=frame["price"].where(frame.index % 20 != 0, frame["price"] * 1000)
    ),
    "country_new": lambda frame: frame.assign(country=frame["country"].where(frame.index % 10 != 0, "pt")),
    "country_upper": lambda frame: frame.assign(country=frame["country"].str.upper()),
    "active_constant": lambda frame: frame.assign(active=True),
    "day_later": lambda frame: frame.assign(day=frame["day"] + pd.Timedelta(days=90)),
    "day_hours": lambda frame: frame.assign(day=frame["day"].dt.normalize() + pd.Timedelta(hours=3)),
    "text_short": lambda frame: frame.assign(text=frame["text"].str[:20]),
    "text_missing": lambda frame: frame.assign(text=frame["text"].mask(frame.index % 4 == 0)),
    "text_numbers": lambda frame: frame.assign(text=[f"order {row} shipped" for row in range(len(frame))]),
    "rows_repeated": lambda frame: pd.concat([frame, frame.iloc[: ROWS // 2]]),
    "column_removed": lambda frame: frame.drop(columns="age"),
    "column_added": lambda frame: frame.assign(extra=1),
    "columns_reordered": lambda frame: frame[frame.columns[::-1]],
    "ten_rows": lambda frame: frame.iloc[:10],
}


if __name__ == "__main__":
    sys.exit(main())
