"""Whether the store answers, how far its clock differs from ours, and whether it accepts our credentials."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import urllib3

from common.checks import Check, found_out, ok, problem, unknown
from common.errors import StoreRefusesAll
from common.stores.causes import cause_of
from common.stores.probe import check_answers
from common.stores.store import ObjectStore

TIMEOUT = urllib3.Timeout(connect=5.0, read=10.0)
# S3 refuses a request whose time is a quarter of an hour off; a third of that needs a person in good time.
MOST_SECONDS = 300.0
START = "Start the store, or correct DRIFTLINE_STORE_ENDPOINT"
# The codes with which a store refuses every request, and what to do.
FIXES = {
    "NoSuchBucket": "Correct DRIFTLINE_BUCKET, or create the bucket with `driftline bootstrap`",
    "RequestTimeTooSkewed": "Correct the clock of this machine or of the store",
    "InvalidAccessKeyId": "Correct DRIFTLINE_STORE_ACCESS_KEY",
    "SignatureDoesNotMatch": "Correct DRIFTLINE_STORE_SECRET_KEY",
}
OTHER_FIX = "Correct DRIFTLINE_STORE_ACCESS_KEY and DRIFTLINE_STORE_SECRET_KEY"
# Refusals that tell nothing about the set-up, because they are about whoever asks.
ABOUT_US = ("InvalidAccessKeyId", "SignatureDoesNotMatch")


def _now() -> datetime:
    return datetime.now(UTC)


def answers(endpoint: str, *, now: Callable[[], datetime] = _now) -> list[Check]:
    """Ask a store for its time, without credentials: whether it answers, and whether the clocks agree."""
    try:
        answer = urllib3.request("GET", f"{endpoint}/", timeout=TIMEOUT, retries=False, redirect=False)
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        return [unknown("store", f"{endpoint} does not answer: {cause_of(error)}", START)]
    return [ok("store", f"{endpoint} answers", endpoint=endpoint), clock(answer.headers.get("Date"), now())]


def clock(date: str | None, now: datetime) -> Check:
    """Compare the store's time, as HTTP writes it, with ours."""
    try:
        seconds = (parsedate_to_datetime(date or "") - now).total_seconds()
    except (ValueError, TypeError):
        return unknown("clocks", "the store does not send its time")
    difference = f"the store's clock is {abs(seconds):.0f} s {'ahead of' if seconds > 0 else 'behind'} ours"
    if abs(seconds) <= MOST_SECONDS:
        agree = "the store's clock and ours agree" if abs(seconds) < 2 else difference  # noqa: PLR2004 - HTTP has whole seconds
        return ok("clocks", agree, seconds=round(seconds))
    return problem("clocks", difference, FIXES["RequestTimeTooSkewed"], seconds=round(seconds))


def accepts(store: ObjectStore) -> list[Check]:
    """Return whether a store accepts our credentials and has the bucket."""
    return found_out("bucket", lambda: [_accepts(store)], START)


def _accepts(store: ObjectStore) -> Check:
    try:
        check_answers(store)
    except StoreRefusesAll as error:
        code = next((code for code in FIXES if code in str(error)), "")
        if code in ABOUT_US:
            return unknown("bucket", str(error), FIXES[code])
        return problem("bucket", str(error), FIXES.get(code, OTHER_FIX))
    return ok("bucket", f"{store.bucket} exists, and accepts our credentials", bucket=store.bucket)
