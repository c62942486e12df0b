"""What is found out about one drift file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from common.checks import Check, State, found_out
from common.errors import BaselineMissing, BatchError, IgnoreEvent, ObjectGone
from common.stores.store import ObjectStore, StoredObject
from functions.operations import parts
from functions.operations.access import Access
from functions.operations.broker import Traffic
from functions.score import batch
from functions.score.baseline.pairing import find_baseline
from functions.score.triggers.dead_letter import DEAD, UNROUTED, DeadLetter
from functions.score.verdict.stored import Stored, is_up_to_date, read_stored


@dataclass(frozen=True, slots=True)
class BucketFacts:
    """What the bucket has about a file.

    Attributes
    ----------
    info : the drift file; None if there is none.
    nearest : "; did you mean …?" if there is none, but one with a similar name.
    stored : its verdict.
    newer : that a newer Driftline wrote the verdict; "" if none did.
    baseline : the one it is compared with; None if there is none.
    no_baseline : why there is none.
    baseline_error : why the file may not use the one that it names, or whose settings are broken.
    """

    info: StoredObject | None
    stored: Stored
    nearest: str = ""
    newer: str = ""
    baseline: StoredObject | None = None
    no_baseline: str = ""
    baseline_error: BatchError | None = None

    @property
    def about_this_file(self) -> bool:
        """Whether the stored verdict is about what the drift file contains now."""
        return bool(self.info and self.stored.subject and self.stored.subject.is_put(self.info))


@dataclass(frozen=True, slots=True)
class BrokerFacts:
    """What the broker has about a file.

    Attributes
    ----------
    traffic : how many events wait, and who takes them.
    dead, unrouted : the messages about the file.
    unread : the queues that could not be read, and why.
    """

    traffic: Traffic
    dead: tuple[DeadLetter, ...] = ()
    unrouted: tuple[DeadLetter, ...] = ()
    unread: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one file.

    Attributes
    ----------
    key : of the drift file.
    bucket, broker : None if that server cannot be used.
    servers : what cannot be used, and why.
    rules : the state of the rule that announces the file, and of its target.
    events_wait_in : where events wait while the broker does not answer.
    """

    key: str
    bucket: BucketFacts | None
    broker: BrokerFacts | None
    servers: Sequence[Check] = ()
    rules: Sequence[Check] = ()
    events_wait_in: str = "the store"


def facts_of(access: Access, key: str) -> Facts:
    """Find out everything about a drift file. Raises the errors of a store that fails meanwhile."""
    store, broker = parts.store_server(access), parts.broker_server(access)
    return Facts(
        key,
        bucket_facts(access.store, key, access.settings.shared_baselines) if store.usable else None,
        broker_facts(access, key) if broker.usable else None,
        [check for check in (*store.checks, *broker.checks) if check.state is not State.OK],
        access.broker.rules_for(key) if store.usable else (),
        access.broker.events_wait_in,
    )


def bucket_facts(store: ObjectStore, key: str, shared: Collection[str] = ()) -> BucketFacts:
    """Find a file, its verdict and its baseline; `shared`: see `find_baseline`. Raises the store's errors."""
    stored = read_stored(store, key, with_page=False)
    try:
        info = batch.stat(store, key)
    except ObjectGone:
        return BucketFacts(None, stored, batch.nearest_beside(store, key))
    newer = ""
    try:
        is_up_to_date(store, stored, info)
    except IgnoreEvent as error:
        newer = str(error)
    try:
        found = find_baseline(store, info, shared=shared).info
    except BaselineMissing as error:
        return BucketFacts(info, stored, newer=newer, no_baseline=str(error))
    except BatchError as error:
        return BucketFacts(info, stored, newer=newer, baseline_error=error)
    return BucketFacts(info, stored, newer=newer, baseline=found)


def broker_facts(access: Access, key: str) -> BrokerFacts:
    """Find the messages about a file that nobody takes, and how many events wait."""
    broker = access.broker
    about: dict[str, tuple[DeadLetter, ...]] = {}

    def look(queue: str) -> list[Check]:
        letters = broker.letters.read(queue).read
        about[queue] = tuple(letter for letter in letters if letter.concerns(key))
        return []

    unread = [
        check
        for queue, name in broker.letters.queues.items()
        for check in found_out(name, partial(look, queue))
    ]
    return BrokerFacts(broker.traffic(), about.get(DEAD, ()), about.get(UNROUTED, ()), tuple(unread))
