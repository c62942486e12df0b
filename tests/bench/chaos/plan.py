"""How large a chaos run is. The same seed gives the same files and the same faults in the same order."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Plan:
    """One chaos run.

    Attributes
    ----------
    seed : of everything that is drawn at random.
    puts : number of files that the clients put.
    faults : number of faults.
    workers, clients : how many run at once.
    fault_seconds : mean pause between two faults.
    queue : what brings the events to the workers: "rabbitmq", "sqs" or "pubsub".
    calm : whether clients only put new files, and only workers are disturbed: every put is then a right
        verdict, on every queue.
    with_full_disk : whether the disk of the store's spool is full at times (needs root, for a tmpfs).
    ladder_ms : how long a message waits in each retry queue, shortened.
    sweep_seconds, sweep_age_seconds : settings of the workers.
    memory_bytes : what a worker may use to score; some files need more.
    """

    seed: int = 1
    puts: int = 10_000
    faults: int = 200
    workers: int = 2
    clients: int = 3
    fault_seconds: float = 1.5
    queue: str = "rabbitmq"
    calm: bool = False
    with_full_disk: bool = False
    ladder_ms: dict[str, int] = field(
        default_factory=lambda: {
            "drift.retry.1": 1_000,
            "drift.retry.2": 4_000,
            "drift.retry.3": 10_000,
            "drift.retry.4": 30_000,
        }
    )
    sweep_seconds: int = 20
    sweep_age_seconds: int = 240
    memory_bytes: int = 1_500_000_000


FULL = Plan()
SHORT = Plan(puts=150, faults=8, workers=2, clients=2, fault_seconds=2.0)
# The same for every queue, to compare them.
QUEUES = Plan(puts=1_000, faults=40, fault_seconds=4.0, calm=True)
