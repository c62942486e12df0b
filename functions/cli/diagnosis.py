"""What `doctor` does with its options."""

from datetime import UTC, datetime

from common import keys
from common.errors import SetupError
from functions.cli import check_lines
from functions.operations.access import Access
from functions.operations.advice import advise
from functions.operations.facts import facts_of
from functions.operations.setup import setup
from functions.operations.trace import trace

S3 = "s3://"


def run(key: str | None, access: Access, *, as_json: bool) -> None:
    """Explain one file, or check the whole set-up; print and exit."""
    if key is None:
        check_lines.finish(setup(access, datetime.now(UTC)), as_json=as_json)
    else:
        facts = facts_of(access, drift_key(key, access.store.bucket))
        now = datetime.now(UTC)
        check_lines.finish(trace(facts, now), as_json=as_json, advice=advise(facts, now))


def drift_key(text: str, bucket: str) -> str:
    """Return the key that an operator means by a key, by s3://bucket/key, or by the part after `drifts/`.

    Raises SetupError if it is in another bucket.
    """
    if text.startswith(S3):
        named, _, text = text.removeprefix(S3).partition("/")
        if named != bucket:
            raise SetupError(f"the bucket is {bucket!r}, not {named!r}; set DRIFTLINE_BUCKET")
    return text if text.startswith(keys.PREFIXES) else keys.drift_key(text)
