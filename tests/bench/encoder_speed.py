"""Both engines on the same short texts, side by side in one run: `python tests/bench/encoder_speed.py`.

Texts are first lines of the standard library's docstrings, about 15 tokens each. Rounds are interleaved, so
that whatever else this machine does meets both engines alike; figures are medians over the rounds. Start is
a whole process: from its start to the first vector, the files in the page cache and the graph built.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import json
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

import numpy as np

from functions.score.encoder.cpu_quota import available_cores
from functions.score.encoder.opening import open_encoder

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
LONGEST = 90  # characters of a text
STARTS = 3
SGEMM_SIZE = 1024
START = "from pathlib import Path; from functions.score.encoder.opening import open_encoder; import sys; "
START += "open_encoder(sys.argv[1], engine=sys.argv[2], cache_dir=Path(sys.argv[3])).encode(['a text'])"


def short_texts(count: int) -> list[str]:
    """Return different first lines of docstrings."""
    lines: dict[str, None] = {}
    for path in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        if "site-packages" in path.parts or "test" in path.parts:
            continue
        try:
            nodes = list(ast.walk(ast.parse(path.read_bytes())))
        except (SyntaxError, ValueError):  # some files are broken on purpose
            continue
        documented = [node for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)]
        docstrings = [ast.get_docstring(node) or "" for node in documented]
        lines |= dict.fromkeys(text.partition("\n")[0][:LONGEST] for text in docstrings if text)
        if len(lines) >= count:
            break
    return list(lines)[:count]


def seconds_to_start(engine: str, cache_dir: str) -> float:
    """Run a process that embeds one text."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", START, MODEL, engine, cache_dir], check=True, capture_output=True)
    return time.perf_counter() - started


def sgemm_rate() -> float:
    """Return what numpy's matrix product reaches here, GFLOP/s."""
    matrix = np.random.default_rng(0).random((SGEMM_SIZE, SGEMM_SIZE), dtype=np.float32)
    seconds = []
    for _ in range(12):
        started = time.perf_counter()
        matrix @ matrix
        seconds.append(time.perf_counter() - started)
    return 2 * SGEMM_SIZE**3 / statistics.median(seconds) / 1e9


def measure(engines: list[str], texts: list[str], rounds: int) -> dict[str, dict[str, float]]:
    """Return for each engine: texts per second, seconds to load here, seconds to start as a process."""
    with tempfile.TemporaryDirectory() as cache_dir:
        started = time.perf_counter()
        open_encoder(MODEL, engine="onnx", cache_dir=Path(cache_dir))
        build = time.perf_counter() - started
        encoders, results = {}, {}
        for engine in engines:
            started = time.perf_counter()
            encoders[engine] = open_encoder(MODEL, engine=engine, cache_dir=Path(cache_dir))
            load = time.perf_counter() - started
            start = statistics.median(seconds_to_start(engine, cache_dir) for _ in range(STARTS))
            results[engine] = {"load_s": load, "start_s": start}
            encoders[engine].encode(texts[:64])
        results["onnx"]["build_and_load_s"] = build
        seconds: dict[str, list[float]] = {engine: [] for engine in engines}
        vectors = {}
        for _ in range(rounds):
            for engine, encoder in encoders.items():
                started = time.perf_counter()
                vectors[engine] = encoder.encode(texts)
                seconds[engine].append(time.perf_counter() - started)
    for engine in engines:
        results[engine]["texts_per_s"] = len(texts) / statistics.median(seconds[engine])
        ours, theirs = vectors["onnx"].astype(np.float64), vectors[engine].astype(np.float64)
        lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
        results[engine]["smallest_cosine_with_onnx"] = float(((ours * theirs).sum(axis=1) / lengths).min())
    return results


def main() -> None:
    """Measure, print a table, write JSON if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the figures there as well")
    options = parser.parse_args()
    engines = ["onnx"]
    if importlib.util.find_spec("sentence_transformers") is None:
        print("sentence-transformers is not installed (make torch), so onnx alone is measured")
    else:
        engines.append("sentence-transformers")
    texts = short_texts(options.texts)
    results = measure(engines, texts, options.rounds)
    rate = sgemm_rate()
    print(f"{len(texts)} texts, {options.rounds} rounds, {available_cores()} cores, sgemm {rate:.0f} GFLOP/s")
    print(f"{'engine':<24}{'texts/s':>9}{'load s':>9}{'start s':>9}")
    for engine, figures in results.items():
        numbers = f"{figures['texts_per_s']:>9.0f}{figures['load_s']:>9.2f}{figures['start_s']:>9.2f}"
        print(f"{engine:<24}{numbers}")
    print(f"onnx builds its graph once, {results['onnx']['build_and_load_s']:.2f} s with loading")
    if len(engines) > 1:
        ratio = results["onnx"]["texts_per_s"] / results["sentence-transformers"]["texts_per_s"]
        cosine = results["sentence-transformers"]["smallest_cosine_with_onnx"]
        print(f"onnx is {ratio:.2f} times as fast; smallest cosine between the two {cosine:.9f}")
    if options.json:
        figures = {"texts": len(texts), "rounds": options.rounds, "sgemm_gflops": rate, "engines": results}
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
