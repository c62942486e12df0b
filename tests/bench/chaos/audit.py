"""Reads the bucket after a chaos run: which verdicts are missing, wrong or written twice."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from common import keys
from common.errors import ObjectGone
from common.verdict.document import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chaos.ledger import Ledger
    from chaos.servers import Servers
    from common.stores.minio import MinioStore
    from common.stores.store import StoredObject

PATIENCE_SECONDS = 240.0  # without any progress
LOOK_SECONDS = 3.0
# The parts of a verdict that its content decides.
ESSENCE = ("status", "finding", "drifted", "drift_score", "reasons")


@dataclass
class Findings:
    """What is wrong in the bucket; empty lists are good.

    Attributes
    ----------
    files : how many drift files there are.
    missing : keys without a verdict on what they contain.
    wrong : what is wrong with a verdict, by key.
    killed_twice : keys of harmless files that are too costly because the run itself has killed the processes
        that scored them, twice: what Driftline does about a file that ends two processes.
    twice : keys with two final verdicts on the same put.
    rescued : how many verdicts only the sweep has led to, by its reason.
    waits : how many seconds after its file each verdict was written, by the store's clock.
    """

    files: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    killed_twice: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    rescued: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    @property
    def right(self) -> int:
        """How many files have a right verdict."""
        return self.files - len(self.missing) - len(self.wrong) - len(self.killed_twice)


def wait(servers: Servers) -> None:
    """Return once every drift file has a verdict on what it contains, or nothing changes any more."""
    store = servers.store()
    fewest, deadline = -1, time.monotonic() + PATIENCE_SECONDS
    while True:
        open_ones = len(_unsettled(store))
        print(f"{open_ones} files have no verdict yet", file=sys.stderr, flush=True)
        if not open_ones:
            return
        if fewest < 0 or open_ones < fewest:
            fewest, deadline = open_ones, time.monotonic() + PATIENCE_SECONDS
        if time.monotonic() > deadline:
            return
        time.sleep(LOOK_SECONDS)


def audit(servers: Servers, ledger: Ledger, expected: dict[str, Verdict]) -> Findings:
    """Compare every verdict with what a quiet Driftline says about the same content."""
    store = servers.store()
    findings = Findings(rescued=_rescued(servers))
    written = {info.key: info.modified for info in store.list(keys.RESULTS)}
    for drift in _drifts(store):
        findings.files += 1
        verdict = _verdict(store, drift.key)
        if verdict is None or verdict.drift.etag != drift.etag:
            findings.missing.append(drift.key)
            continue
        findings.waits.append((written[keys.verdict(drift.key)] - drift.modified).total_seconds())
        if _was_killed_twice(verdict, ledger):
            findings.killed_twice.append(drift.key)
        elif why := _why_wrong(verdict, ledger, expected):
            findings.wrong[drift.key] = why
    findings.twice = sorted(_written_twice(store))
    return findings


def _was_killed_twice(verdict: Verdict, ledger: Ledger) -> bool:
    harmless = ledger.contents[verdict.drift.etag or ""].error is None
    error = verdict.error
    return harmless and error is not None and error.type == "too_costly" and "SIGKILL" in error.message


def _why_wrong(verdict: Verdict, ledger: Ledger, expected: dict[str, Verdict]) -> str:
    content = ledger.contents[verdict.drift.etag or ""]
    if content.error:
        kind = verdict.error.type if verdict.error else verdict.status
        return "" if kind == content.error else f"{kind} instead of {content.error}"
    quiet = expected[content.etag].model_dump(mode="json")
    now = verdict.model_dump(mode="json")
    return "; ".join(
        f"{part} is {now[part]!r}, not {quiet[part]!r}" for part in ESSENCE if now[part] != quiet[part]
    )


def _drifts(store: MinioStore) -> Iterator[StoredObject]:
    return (info for info in store.list(keys.DRIFTS) if not keys.is_folder_marker(info.key))


def _unsettled(store: MinioStore) -> list[str]:
    written = {info.key: info.modified for info in store.list(keys.RESULTS)}
    return [
        drift.key
        for drift in _drifts(store)
        if keys.verdict(drift.key) not in written or written[keys.verdict(drift.key)] < drift.modified
        or _is_waiting(store, drift)
    ]  # fmt: skip


def _is_waiting(store: MinioStore, drift: StoredObject) -> bool:
    """Tell whether a file that was put before its baseline still has a verdict without one."""
    if not drift.key.startswith(f"{keys.DRIFTS}late/"):
        return False
    verdict = _verdict(store, drift.key)
    return verdict is None or verdict.status == "no_baseline"


def _verdict(store: MinioStore, drift_key: str) -> Verdict | None:
    try:
        with store.open(keys.verdict(drift_key)) as opened:
            return Verdict.from_json(opened.stream.read())
    except ObjectGone:
        return None


def _written_twice(store: MinioStore) -> set[str]:
    """Return the keys of drift files with two final verdicts on the same put; the bucket keeps all."""
    written: Counter[tuple[Any, ...]] = Counter()
    client = store._client
    listed = client.list_objects(store.bucket, prefix=keys.RESULTS, recursive=True, include_version=True)
    versions = Counter(
        item.object_name for item in listed if item.object_name and item.object_name.endswith(".json")
    )
    for name, count in versions.items():
        if count == 1:
            continue
        for item in client.list_objects(store.bucket, prefix=name, recursive=True, include_version=True):
            if item.object_name != name or item.is_delete_marker:
                continue
            response = client.get_object(store.bucket, name, version_id=item.version_id)
            verdict = json.loads(response.read())
            response.release_conn()
            if verdict["status"] != "no_baseline":
                drift = verdict["drift"]
                written[drift["key"], drift["etag"], drift["version_id"]] += 1
    return {put[0] for put, count in written.items() if count > 1}


def _rescued(servers: Servers) -> Counter[str]:
    rescued: Counter[str] = Counter()
    for line in servers.logs():
        with suppress(ValueError):
            entry = json.loads(line)
            if entry.get("event") == "swept" and entry.get("ending") == "scored":
                rescued[str(entry.get("reason"))] += 1
    return rescued
