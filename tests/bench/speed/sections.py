"""The page's sections: a table each, and what to know before believing it."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from calibration.markdown import table

from functions.score.statistics.texts.permutation_stages import EARLY_STAGES
from functions.score.texts.sampling import FIRST_SAMPLE
from speed import cold_start, encoder, prose
from speed.contestants import DOCUMENTED, EMBEDDINGS, KNOWN, NEW, OURS, TEXTS
from speed.pair import seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from speed.targets import Target

DASH = "\N{EN DASH}"


def targets(lines: Sequence[Target]) -> str:
    """Return every target; a missed one is said to be missed."""
    words = {True: "met", False: "**missed**", None: DASH}
    rows = [[one.job, one.asked, one.measured, words[one.met]] for one in lines]
    met, missed, unmeasured = (sum(one.met is verdict for one in lines) for verdict in words)
    said = f"{met} met, {missed} missed, {unmeasured} not measured."
    written = table(["job", "target", "measured", ""], rows)
    return f"## Targets\n\n{said}\n\n{written}{prose.UNMEASURED if unmeasured else ''}"


def job(name: str, figures: Mapping[str, Any]) -> str:
    """Return what everybody took for one pair of files."""
    ours = [one for one in OURS if one in figures]
    others = [one for one in (DOCUMENTED, *TEXTS, *EMBEDDINGS) if one in figures]
    header = ["", "seconds", "memory", "says", *(f"times {one}" for one in ours)]
    rows = []
    for one in (*ours, *others):
        if "failed" in figures[one]:
            rows.append([one, DASH, DASH, "failed, see the raw numbers", *("" for _ in ours)])
            continue
        seconds = seconds_of(figures, one)
        ratios = ["" if one in ours else f"{seconds / seconds_of(figures, own):.1f}" for own in ours]
        said = _answer(figures[one]["answer"])
        rows.append([one, f"{seconds:.2f}", _mebibytes(figures[one]["memory"]), said, *ratios])
    return f"## {name}\n\n{table(header, rows)}"


def _answer(answer: Mapping[str, Any]) -> str:
    said = [] if answer.get("drift") is None else ["drift" if answer["drift"] else "no drift"]
    said += [] if answer.get("score") is None else [f"score {answer['score']:.4f}"]
    said += [f"{answer['embedded']:,} embedded"] if "embedded" in answer else []
    return ", ".join(said)


def samples(found: Mapping[str, Any]) -> str:
    """Return how many files took a second look, and how long each took."""
    embedded = found["embedded"]
    return prose.SAMPLES.format(
        files=len(embedded),
        rows=found["rows"],
        looked_again=sum(count > FIRST_SAMPLE for count in embedded),
        most_embedded=max(embedded),
        seconds=", ".join(f"{seconds:.2f}" for seconds in sorted(found["seconds"])),
    )


def curve(points: Mapping[str, Any], baseline_rows: int) -> str:
    """Return seconds by rows of the drift file, and the plot's place."""
    shown = (DOCUMENTED, NEW, KNOWN)
    rows = []
    for count, figures in sorted(points.items(), key=lambda point: int(point[0])):
        cells = [f"{seconds_of(figures, one):.2f} s" if one in figures else DASH for one in shown]
        rows.append([f"{int(count):,}", *cells, _mebibytes(figures[KNOWN]["memory"])])
    written = table(["rows", *shown, "memory, known baseline"], rows)
    intended = f"A known or new baseline of {baseline_rows:,} rows."
    return f"## Rows of the drift file\n\n{intended}\n\n{written}![Time by rows](benchmarks/rows.svg)\n\n"


def engines(found: Mapping[str, Any]) -> str:
    """Return texts a second of both engines."""
    cosine = found.get("smallest_cosine")
    text = prose.ENGINES.format(
        texts=found["texts"],
        agreement="" if cosine is None else prose.AGREEMENT.format(cosine=cosine),
        operations=found["operations_per_text"] / 1e9,
        product=found["product_rate"] / 1e9,
    )
    rates = {name: one["texts_per_second"] for name, one in found["engines"].items()}
    rows = []
    for name, rate in rates.items():
        reached = rate * found["operations_per_text"]
        share = f"{100 * reached / found['product_rate']:.0f} %"
        rows.append([name, f"{rate:.0f}", f"{reached / 1e9:.0f}", share, f"{rates[encoder.OURS] / rate:.2f}"])
    header = ["", "texts/s", "GFLOP/s", "of the machine's product", "times Driftline"]
    return f"## Encoder\n\n{text}{table(header, rows)}"


def starts(found: Mapping[str, Any]) -> str:
    """Return seconds of a cold start."""
    own = statistics.median(found["seconds"][cold_start.OURS])
    rows = [["Driftline, the first start ever", f"{found['first']:.2f}", "", "", ""]]
    for name, taken in found["seconds"].items():
        median = statistics.median(taken)
        between = f"{min(taken):.2f} to {max(taken):.2f}"
        rows.append(
            [name, f"{median:.2f}", between, _mebibytes(found["memory"][name]), f"{median / own:.1f}"]
        )
    header = ["", "seconds, median", "all", "memory", "times Driftline"]
    return f"## Cold start\n\n{prose.STARTS.format(**found)}{table(header, rows)}"


def delivery(found: Mapping[str, Any]) -> str:
    """Return milliseconds of each step of one file's way, or why they are not known."""
    title = "## Delivery on real servers\n\n"
    if "reason" in found:
        return f"{title}Not measured: {found['reason']}\n\n"
    names = {
        "put": "the put itself",
        "fast": "put returned, message in a consumer, fast lane",
        "safe": "put returned, message in a consumer, safe lane",
        "verdict": "put begun, verdict written",
        "scoring": "of which the verdict's own steps",
        "rest": "of which everything else",
    }
    rows = [[words, *_milliseconds(found["seconds"][name])] for name, words in names.items()]
    memory = f"The worker held {_mebibytes(found['memory'])} at most.\n\n"
    return f"{title}{prose.ONE_BY_ONE.format(**found)}{table(['milliseconds', 'p50', 'max'], rows)}{memory}"


def many(found: Mapping[str, Any]) -> str:
    """Return what many small files took, or why it is not known."""
    title = "## Many small files\n\n"
    if "reason" in found:
        return f"{title}Not measured: {found['reason']}\n\n"
    beyond, count = found["overhead"], found["files"] * found["rows"]
    text = prose.MANY.format(
        files=found["files"],
        rows=found["rows"],
        throughput=count / found["seconds"],
        two_workers=count / found["two_workers_seconds"],
        alone=count / statistics.mean(found["encoder_seconds"]),
        encoding=100 * found["encoding_seconds"] / found["seconds"],
        permutations=EARLY_STAGES[0],
        overhead=len(beyond["seconds"]),
    )
    rows = [
        ["event to verdict written", *_milliseconds(beyond["seconds"])],
        ["the same without encoding", *_milliseconds(beyond["beyond_encoding"])],
        *([f"step: {step}", f"{1000 * seconds:.0f}", ""] for step, seconds in beyond["steps"].items()),
    ]
    return f"{title}{text}{table(['milliseconds', 'p50', 'max'], rows)}"


def large(found: Sequence[Mapping[str, Any]]) -> str:
    """Return the peak memory of large files."""
    rows = [
        [
            f"{one['csv_bytes'] / 1e6:,.0f} MB as CSV; {one['format']}",
            f"{one['bytes'] / 1e6:,.0f} MB",
            f"{one['rows']:,}",
            _mebibytes(one["memory"]),
            f"{one['seconds']:.1f}",
            _answer(one["answer"]),
        ]
        for one in found
    ]
    header = ["file", "on disk", "rows", "peak memory", "seconds", "says"]
    return f"## Memory of large files\n\n{prose.LARGE}{table(header, rows)}"


def permutations(found: Mapping[str, Any]) -> str:
    """Return how long the permutation test takes."""
    taken = [1000 * seconds for seconds in found["seconds"]]
    figures = {
        "median": statistics.median(taken),
        "least": min(taken),
        "most": max(taken),
        "draws": len(taken),
    }
    return f"## Permutations\n\n{prose.TESTS.format(**dict(found) | figures)}"


def _milliseconds(seconds: Sequence[float]) -> list[str]:
    if not seconds:
        return [DASH, DASH]
    return [f"{1000 * statistics.median(seconds):.1f}", f"{1000 * max(seconds):.1f}"]


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"
