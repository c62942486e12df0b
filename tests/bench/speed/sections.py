"""The page's sections: a table each, with its caveats."""

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
    """Render every target, and mark the missed ones."""
    words = {True: "met", False: "**missed**", None: DASH}
    rows = [[one.job, one.target, one.measured, words[one.met]] for one in lines]
    met, missed, unmeasured = (sum(one.met is verdict for one in lines) for verdict in words)
    counts = f"{met} met, {missed} missed, {unmeasured} not measured."
    listed = table(["job", "target", "measured", ""], rows)
    return f"## Targets\n\n{counts}\n\n{listed}{prose.UNMEASURED if unmeasured else ''}"


def job(name: str, figures: Mapping[str, Any]) -> str:
    """Render the time, memory and answer of all contestants for one pair of files."""
    ours = [one for one in OURS if one in figures]
    others = [one for one in (DOCUMENTED, *TEXTS, *EMBEDDINGS) if one in figures]
    header = ["", "seconds", "memory", "answer", *(f"times {one}" for one in ours)]
    rows = []
    for one in (*ours, *others):
        if "failed" in figures[one]:
            rows.append([one, DASH, DASH, "failed, see the raw numbers", *("" for _ in ours)])
            continue
        seconds = seconds_of(figures, one)
        ratios = ["" if one in ours else f"{seconds / seconds_of(figures, own):.1f}" for own in ours]
        answer = _answer(figures[one]["answer"])
        rows.append([one, f"{seconds:.2f}", _mebibytes(figures[one]["memory"]), answer, *ratios])
    return f"## {name}\n\n{table(header, rows)}"


def _answer(answer: Mapping[str, Any]) -> str:
    words = [] if answer.get("drift") is None else ["drift" if answer["drift"] else "no drift"]
    words += [] if answer.get("score") is None else [f"score {answer['score']:.4f}"]
    words += [f"{answer['embedded']:,} embedded"] if "embedded" in answer else []
    return ", ".join(words)


def samples(figures: Mapping[str, Any]) -> str:
    """Render how many files needed a second stage, and the seconds of each."""
    embedded = figures["embedded"]
    return prose.SAMPLES.format(
        files=len(embedded),
        rows=figures["rows"],
        second_stages=sum(count > FIRST_SAMPLE for count in embedded),
        most_embedded=max(embedded),
        seconds=", ".join(f"{seconds:.2f}" for seconds in sorted(figures["seconds"])),
    )


def curve(points: Mapping[str, Any], baseline_rows: int) -> str:
    """Render seconds by rows of the drift file, and the plot."""
    shown = (DOCUMENTED, NEW, KNOWN)
    rows = []
    for count, figures in sorted(points.items(), key=lambda point: int(point[0])):
        cells = [f"{seconds_of(figures, one):.2f} s" if one in figures else DASH for one in shown]
        rows.append([f"{int(count):,}", *cells, _mebibytes(figures[KNOWN]["memory"])])
    listed = table(["rows", *shown, "memory, known baseline"], rows)
    baseline = f"A known or new baseline of {baseline_rows:,} rows."
    return f"## Rows of the drift file\n\n{baseline}\n\n{listed}![Time by rows](rows.svg)\n\n"


def engines(figures: Mapping[str, Any]) -> str:
    """Render the texts per second of every engine."""
    measured = figures["engines"]
    text = prose.ENGINES.format(
        texts=figures["texts"],
        operations=figures["operations_per_text"] / 1e9,
        product=figures["product_rate"] / 1e9,
        openvino="".join(
            prose.OPENVINO_PRODUCT.format(precision=precision, rate=rate / 1e9)
            for precision, rate in figures["openvino_product_rates"].items()
        ),
        export=prose.EXPORT if encoder.EXPORT in measured else "",
    )
    theirs = measured.get(encoder.THEIRS, {}).get("texts_per_second")
    rows = []
    for name, one in measured.items():
        rate = one["texts_per_second"]
        operations = rate * figures["operations_per_text"]
        share = f"{100 * operations / figures['product_rate']:.0f}%"
        ratio = f"{rate / theirs:.2f}" if theirs else ""
        rows.append(
            [name, f"{rate:.0f}", f"{operations / 1e9:.0f}", share, ratio, f"{one['smallest_cosine']:.6f}"]
        )
    header = [
        "",
        "texts/s",
        "GFLOP/s",
        "of the machine's product",
        f"times {encoder.THEIRS}",
        "smallest cosine to the first",
    ]
    return f"## Encoder\n\n{text}{table(header, rows)}"


def starts(figures: Mapping[str, Any]) -> str:
    """Render the seconds of a cold start."""
    own = statistics.median(figures["seconds"][cold_start.OURS])
    rows = [["Driftline, very first start", f"{figures['first']:.2f}", "", "", ""]]
    for name, taken in figures["seconds"].items():
        median = statistics.median(taken)
        between = f"{min(taken):.2f} to {max(taken):.2f}"
        rows.append(
            [name, f"{median:.2f}", between, _mebibytes(figures["memory"][name]), f"{median / own:.1f}"]
        )
    header = ["", "seconds, median", "range", "memory", "times Driftline"]
    return f"## Cold start\n\n{prose.STARTS.format(**figures)}{table(header, rows)}"


def delivery(figures: Mapping[str, Any]) -> str:
    """Render the milliseconds of each step of a delivery, or why they were not measured."""
    title = "## Delivery on real servers\n\n"
    if "reason" in figures:
        return f"{title}Not measured: {figures['reason']}\n\n"
    names = {
        "put": "the put itself",
        "spool": "put returned, message at a consumer",
        "verdict": "put begun, verdict written",
        "message": "message at a consumer, verdict written",
        "scoring": "of which the verdict's own steps",
        "rest": "of which everything else",
    }
    rows = [[words, *_milliseconds(figures["seconds"][name])] for name, words in names.items()]
    memory = f"The worker's peak memory was {_mebibytes(figures['memory'])}.\n\n"
    return f"{title}{prose.ONE_BY_ONE.format(**figures)}{table(['milliseconds', 'p50', 'max'], rows)}{memory}"


def many(figures: Mapping[str, Any]) -> str:
    """Render the figures of many small files, or why they were not measured."""
    title = "## Many small files\n\n"
    if "reason" in figures:
        return f"{title}Not measured: {figures['reason']}\n\n"
    beyond, count = figures["overhead"], figures["files"] * figures["rows"]
    text = prose.MANY.format(
        files=figures["files"],
        rows=figures["rows"],
        throughput=count / figures["seconds"],
        two_workers=count / figures["two_workers_seconds"],
        alone=count / statistics.mean(figures["encoder_seconds"]),
        encoding=100 * figures["encoding_seconds"] / figures["seconds"],
        permutations=EARLY_STAGES[0],
        overhead=len(beyond["seconds"]),
    )
    rows = [
        ["event to verdict written", *_milliseconds(beyond["seconds"])],
        ["the same without encoding", *_milliseconds(beyond["beyond_encoding"])],
        *([f"step: {step}", f"{1000 * seconds:.0f}", ""] for step, seconds in beyond["steps"].items()),
    ]
    return f"{title}{text}{table(['milliseconds', 'p50', 'max'], rows)}"


def large(files: Sequence[Mapping[str, Any]]) -> str:
    """Render the peak memory with large files."""
    rows = [
        [
            f"{one['csv_bytes'] / 1e6:,.0f} MB as CSV; {one['format']}",
            f"{one['bytes'] / 1e6:,.0f} MB",
            f"{one['rows']:,}",
            _mebibytes(one["memory"]),
            f"{one['seconds']:.1f}",
            _answer(one["answer"]),
        ]
        for one in files
    ]
    header = ["file", "on disk", "rows", "peak memory", "seconds", "answer"]
    return f"## Memory of large files\n\n{prose.LARGE}{table(header, rows)}"


def permutations(figures: Mapping[str, Any]) -> str:
    """Render how long the permutation test takes."""
    taken = [1000 * seconds for seconds in figures["seconds"]]
    summary = {
        "median": statistics.median(taken),
        "least": min(taken),
        "most": max(taken),
        "draws": len(taken),
    }
    return f"## Permutations\n\n{prose.TESTS.format(**dict(figures) | summary)}"


def _milliseconds(seconds: Sequence[float]) -> list[str]:
    if not seconds:
        return [DASH, DASH]
    return [f"{1000 * statistics.median(seconds):.1f}", f"{1000 * max(seconds):.1f}"]


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:.0f} MiB"
