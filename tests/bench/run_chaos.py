"""Kill, restart and freeze real servers while files arrive, then audit the bucket: `make chaos`.

Writes docs/chaos.md. Ends with 1 if a file is without its verdict, or has a wrong one, or two. The default
takes about an hour on two cores; `--short` takes two minutes. `--queue sqs` puts 1,000 files while workers
are killed, takes five minutes, and writes docs/queues.md.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

from chaos import audit, contents, queues
from chaos.clients import Client
from chaos.faults import Faults
from chaos.ledger import Ledger
from chaos.page import Result, page, rows
from chaos.plan import FULL, QUEUES, SHORT, Plan
from chaos.servers import POLICY, Servers
from chaos.systems import SYSTEMS

from common import settings

DOCS = Path(__file__).parents[2] / "docs"


def chaos(folder: Path, plan: Plan) -> Result:
    """Run one plan in a folder and return what the bucket contains afterwards."""
    began = time.monotonic()
    pool = {
        "good": contents.pool(plan.seed),
        "broken": contents.broken(plan.seed),
        "costly": [contents.costly(number) for number in range(3)],
        "large": [contents.large(plan.seed)],
    }
    expected = contents.expected([*pool["good"], *pool["large"]], settings.load({"DRIFTLINE_POLICY": POLICY}))
    ledger = Ledger()
    with Servers(folder, plan) as servers:
        clients = [
            Client(number, servers, ledger, pool, random.Random(f"{plan.seed} {number}"), plan=plan)
            for number in range(plan.clients)
        ]
        faults = Faults(servers, plan, random.Random(plan.seed))
        disturbing = threading.Thread(target=faults.run, name="faults")
        for thread in (*clients, disturbing):
            thread.start()
        for client in clients:
            client.join()
        disturbing.join()
        for failed in (*(client.failed for client in clients), faults.failed):
            if failed:
                raise failed
        audit.wait(servers)
        findings = audit.audit(servers, ledger, expected)
    return Result(plan, ledger, faults.counts, findings, time.monotonic() - began)


def main() -> None:
    """Run without and with a full disk, or with one queue; print and write the result."""
    options = _options()
    plan = QUEUES if options.queue else SHORT if options.short else FULL
    plan = replace(plan, queue=options.queue or plan.queue, seed=options.seed)
    plan = replace(plan, puts=options.puts or plan.puts, faults=options.faults or plan.faults)
    disks = (
        (False,)
        if options.queue
        else {"intact": (False,), "full": (True,), "both": (False, True)}[options.disk]
    )
    results = []
    for full in disks:
        with tempfile.TemporaryDirectory(prefix="driftline-chaos-") as folder:
            kept = options.keep / ("full" if full else "intact") if options.keep else Path(folder)
            kept.mkdir(parents=True, exist_ok=True)
            results.append(chaos(kept, replace(plan, with_full_disk=full)))
        print("\n".join(rows(results[-1])))
    if options.queue:
        queues.write(results[0], DOCS)
    elif not options.short:
        (DOCS / "chaos.md").write_text(page(results), encoding="utf-8")
    sys.exit(0 if all(result.good for result in results) else 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--short", action="store_true", help="150 files and 8 faults, no page")
    parser.add_argument(
        "--queue", choices=SYSTEMS, help="1,000 new files through this queue while workers are killed"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--puts", type=int)
    parser.add_argument("--faults", type=int)
    parser.add_argument(
        "--disk", choices=("intact", "full", "both"), default="both", help="of the store's spool"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep logs and data there")
    return parser.parse_args()


if __name__ == "__main__":
    main()
