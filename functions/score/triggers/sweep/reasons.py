"""Why a sweep scores a file: what the listings show, and what its verdict says if they leave a doubt."""

from enum import StrEnum

from common import keys
from common.errors import IgnoreEvent, ObjectGone
from common.stores.store import ObjectStore
from common.verdict.document import MAX_VERDICT_BYTES, BaselineFile, Verdict
from common.verdict.subject import subject_of
from functions.score import batch
from functions.score.triggers.sweep.listings import Pair
from functions.score.verdict.stored import provisional


class Reason(StrEnum):
    """Why a sweep scores a file; the values are for metrics, `words` for people."""

    NO_VERDICT = "no_verdict"
    OUTDATED = "outdated_verdict"
    UNREADABLE = "unreadable_verdict"
    PROVISIONAL = "provisional_verdict"
    REPLACED_BASELINE = "replaced_baseline"

    @property
    def words(self) -> str:
        """What a person reads after the name of the file."""
        return WORDS[self]


WORDS = {
    Reason.NO_VERDICT: "it had no verdict: its event was lost, or never sent",
    Reason.OUTDATED: "it is newer than its verdict: its event was lost, or never sent",
    Reason.UNREADABLE: "what was in its verdict's place was no verdict",
    Reason.PROVISIONAL: "its verdict was provisional",
    Reason.REPLACED_BASELINE: "its baseline was replaced",
}


def listed_reason(pair: Pair) -> Reason | None:
    """Return why a file may have to be scored, as far as the listings show."""
    if pair.is_settled:
        return None
    return Reason.OUTDATED if pair.verdict else Reason.NO_VERDICT


def stored_reason(store: ObjectStore, pair: Pair, *, rescore_replaced: bool) -> Reason | None:
    """Open a file's verdict and return why the file has to be scored; None if it need not be.

    `rescore_replaced`: another content of the same baseline is a reason too.

    Raises IgnoreEvent if a newer Driftline has written the verdict.
    """
    try:
        with store.open(keys.verdict(pair.drift.key)) as opened:
            data = opened.stream.read(MAX_VERDICT_BYTES)
    except ObjectGone:
        return Reason.NO_VERDICT
    subject = subject_of(data)
    if subject is None:
        return Reason.UNREADABLE  # the handler logs what is there instead
    if subject.etag != pair.drift.etag:
        return Reason.OUTDATED
    try:
        verdict = Verdict.from_json(data)
    except ValueError:
        raise IgnoreEvent(
            f"its verdict is of a newer Driftline ({subject.schema}) and stays as it is"
        ) from None
    if provisional(verdict):
        return Reason.PROVISIONAL
    if rescore_replaced and verdict.baseline and _is_replaced(store, verdict.baseline):
        return Reason.REPLACED_BASELINE
    return None


def _is_replaced(store: ObjectStore, baseline: BaselineFile) -> bool:
    try:
        return batch.stat(store, baseline.key).etag != baseline.etag
    except ObjectGone:  # without another baseline the verdict is still the best there is
        return False
