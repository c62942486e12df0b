"""Driftline's targets, what this run measured, and whether the targets are met."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any, NamedTuple

from speed import cold_start, encoder, processor
from speed.contestants import DOCUMENTED, EARLY, FULL, KNOWN, NEW, RIVALS, RUNNING
from speed.pair import seconds_of
from speed.plan import FULL as FULL_PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

GIGABYTE = 10**9
FLAT = 1.25  # largest ratio of the highest peak memory to the lowest
SCORES_APART = 0.01
AHEAD = 2
FEW = 20
# The encoder's target, of sentence-transformers' rate: with openvino and quick bfloat16, and otherwise.
QUICK_RATE, RATE = 3.0, 1.8
UNMEASURED = "not measured in this run"
AGAINST = "times the documented way's speed"


class Target(NamedTuple):
    """A line of the table; `met` is None if this run did not measure it."""

    job: str
    target: str
    measured: str
    met: bool | None


def targets(results: Mapping[str, Any]) -> list[Target]:
    """Return every target, in the order of the page's sections; the processor's kind decides some."""
    rate = QUICK_RATE if processor.kind(results["processor"]) == processor.QUICK else RATE
    return [
        *_encoder(results["encoder"], rate),
        *_side_by_side(results, rate / QUICK_RATE),
        *_large_files(results["large files"]),
        *_cold_start(results["cold start"]),
        *_delivery(results["delivery"]),
        *_small_files(results["small files"]),
        *_permutations(results["permutations"]),
    ]


def _at_least(job: str, target: float, unit: str, measured: Mapping[str, float]) -> Target:
    """Compare the smallest measured value with the target; a value may have an empty name."""
    values = ", ".join(f"{_ratio(value)} {name}".strip() for name, value in measured.items())
    met = min(measured.values()) >= target if measured else None
    return Target(job, f">= {target:g} {unit}", values or UNMEASURED, met)


def _ratio(value: float) -> str:
    """Return two decimals if one might hide on which side of a target the value is."""
    return f"{value:.{2 if value < FEW else 1}f}"


def _at_most(job: str, target: float, unit: str, measured: float | None) -> Target:
    if measured is None:
        return Target(job, f"<= {target:g} {unit}", UNMEASURED, None)
    return Target(job, f"<= {target:g} {unit}", f"{measured:.3g} {unit}", measured <= target)


def _encoder(figures: Mapping[str, Any], rate: float) -> Iterator[Target]:
    """Compare the engines that `auto` chooses from: without quick bfloat16, that is onnx alone."""
    rates = {name: one["texts_per_second"] for name, one in figures["engines"].items()}
    chosen = [(encoder.OURS, RATE), *([(encoder.OPENVINO, rate)] if rate == QUICK_RATE else [])]
    for engine, target in chosen:
        compared = engine in rates and encoder.THEIRS in rates
        ratios = {"": rates[engine] / rates[encoder.THEIRS]} if compared else {}
        yield _at_least(f"texts per second, {engine}", target, "times sentence-transformers", ratios)
    operations = rates[encoder.OURS] * figures["operations_per_text"]
    share = 100 * operations / figures["product_rate"]
    words = f"{share:.0f}%: {operations / 1e9:.0f} of {figures['product_rate'] / 1e9:.0f} GFLOP/s"
    yield Target("arithmetic of the encoder", ">= 70% of the machine's float32 product", words, share >= 70)


def _side_by_side(results: Mapping[str, Any], part: float) -> Iterator[Target]:
    """Compare with the documented way and the rivals; `part`: of the targets, where the encoder is slower."""
    same = {job["kind"]: job["figures"] for job in results["jobs"].values() if not job["large"]}
    large = {job["kind"]: job["figures"] for job in results["jobs"].values() if job["large"]}
    drifting = {kind: figures for kind, figures in same.items() if kind == "drifting"}
    rows = f"{results['rows']:,} x {results['rows']:,}"
    sample = f"{results['rows']:,} x {results['sample'] or FULL_PLAN.sample:,}"
    jobs = (
        (f"{rows}, cold process, new baseline, every row embedded", 3 * part, NEW, same),
        (f"{rows}, cold process, known baseline", 5.5 * part, KNOWN, same),
        (f"{rows}, running function, known baseline", 9 * part, RUNNING, same),
        (f"{rows}, running function, drift is plain and sampling may stop early", 18 * part, EARLY, drifting),
        (f"{sample}, cold process, known baseline", 100, KNOWN, large),
    )
    for job, target, name, measured in jobs:
        yield _at_least(job, target, AGAINST, _ratios(measured, DOCUMENTED, name))
    yield _as_full(sample, large)
    for job, _, name, measured in jobs:
        if name != EARLY:
            yield _ahead(job, name, measured)


def _ratios(measured: Mapping[str, Any], other: str, name: str) -> dict[str, float]:
    return {
        kind: seconds_of(figures, other) / seconds_of(figures, name) for kind, figures in measured.items()
    }


def _as_full(job: str, large: Mapping[str, Any]) -> Target:
    """Compare a sample's score and decision with those of the full scan."""
    differences, met = [], True
    for kind, figures in large.items():
        sample, full = (figures[name]["answer"] for name in (KNOWN, FULL))
        difference = abs(sample["score"] - full["score"])
        same = sample["drift"] == full["drift"]
        met &= same and difference <= SCORES_APART
        differences.append(f"{kind}: {difference:.4f}, {'the same' if same else 'another'} decision")
    target = f"score within {SCORES_APART:g} of the full scan, the same decision"
    return Target(job, target, "; ".join(differences) or UNMEASURED, met if large else None)


def _ahead(job: str, name: str, measured: Mapping[str, Any]) -> Target:
    """Compare with the nearest rival; a rival that failed counts as behind and is named."""
    target = f">= {AHEAD} times the speed of Evidently and alibi-detect"
    ratios: dict[str, float] = {}
    failed: dict[str, None] = {}
    for figures in measured.values():
        for rival in (one for one in RIVALS if one in figures):
            if "failed" in figures[rival]:
                failed[rival] = None
            else:
                ratio = seconds_of(figures, rival) / seconds_of(figures, name)
                ratios[rival] = min(ratio, ratios.get(rival, ratio))
    if not ratios:
        return Target(job, target, UNMEASURED, None)
    nearest = min(ratios, key=lambda rival: ratios[rival])
    words = f"{_ratio(ratios[nearest])} times the nearest, {nearest}"
    words += "".join(f"; {rival} failed" for rival in failed)
    return Target(job, target, words, ratios[nearest] >= AHEAD)


def _large_files(files: list[Mapping[str, Any]]) -> Iterator[Target]:
    peaks = [file["memory"] for file in files]
    sizes = ", ".join(f"{file['csv_bytes'] / 1e6:,.0f} MB {file['format']}" for file in files)
    yield _at_most(f"peak memory: {sizes}", 1, "GB", max(peaks) / GIGABYTE)
    growth = max(peaks) / min(peaks)
    yield Target("the same: flat", f"largest <= {FLAT} x smallest", f"{growth:.2f} x", growth <= FLAT)


def _cold_start(figures: Mapping[str, Any]) -> Iterator[Target]:
    seconds = statistics.median(figures["seconds"][cold_start.OURS])
    yield _at_most(f"cold start to first verdict, {figures['rows']} x {figures['rows']}", 1.3, "s", seconds)


def _delivery(figures: Mapping[str, Any]) -> Iterator[Target]:
    """Compare with what MinIO's spool allows, and what follows the message with what is ours."""
    measured = {name: taken for name, taken in figures.get("seconds", {}).items() if taken}
    medians = {name: statistics.median(taken) for name, taken in measured.items()}
    spool = max(measured["spool"]) if "spool" in measured else None
    yield _at_most("put returned to message in the queue, MinIO's spool, slowest", 3.5, "s", spool)
    job = "put to verdict written, 100 rows, warm worker, real servers, p50"
    yield _at_most(job, 2.0, "s", medians.get("verdict"))
    yield _at_most("of which after the message arrived, p50", 0.5, "s", medians.get("message"))
    rest = medians.get("rest")
    yield _at_most("of which not scoring", 50, "ms", None if rest is None else 1000 * rest)


def _small_files(figures: Mapping[str, Any]) -> Iterator[Target]:
    job, target, share = "files of 50 rows, known baseline", 60, None
    if "files" in figures:
        job = f"{figures['files']:,} {job}"
        share = 100 * statistics.mean(figures["encoder_seconds"]) / figures["seconds"]
    words = UNMEASURED if share is None else f"{share:.1f}%"
    met = None if share is None else share >= target
    yield Target(f"{job}, one worker", f">= {target}% of the encoder's own texts/s", words, met)
    beyond = figures.get("overhead", {}).get("beyond_encoding")
    job = "a file without its encoding, event to verdict written, MinIO, p50"
    yield _at_most(job, 25, "ms", 1000 * statistics.median(beyond) if beyond else None)


def _permutations(figures: Mapping[str, Any]) -> Iterator[Target]:
    rows = f"{figures['rows']:,} x {figures['rows']:,} rows"
    job = f"{figures['permutations']} permutations of all statistics, {rows}, one core"
    yield _at_most(job, 150, "ms", 1000 * statistics.median(figures["seconds"]))
