import json

import pytest

from common.verdict.subject import Subject, subject_at_start, subject_of

WHOLE = json.dumps(
    {
        "schema": "driftline.verdict/1",
        "reasons": ["a", "b"],
        "drift": {
            "key": "drifts/a.csv",
            "etag": "0123456789",
            "modified": "2026-11-28T00:00:00Z",
            "version_id": "v",
        },
        "baseline": None,
        "columns": ["x" * 1000],
    },
    indent=2,
).encode()
KNOWN = WHOLE.index(b'"columns": [')


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_a_start_says_the_same_as_the_whole_or_nothing(length):
    subject = subject_at_start(WHOLE[:length], is_all=False)
    assert subject in (None, subject_of(WHOLE))
    if length > KNOWN + len('"columns": ["'):
        assert subject == Subject("driftline.verdict/1", "0123456789", subject.modified, "v")


def test_the_whole_says_it_all():
    assert subject_at_start(WHOLE, is_all=True) == subject_of(WHOLE)


def test_a_long_text_behind_the_subject_need_not_be_read():
    data = b'{"schema": "driftline.verdict/1", "drift": {"etag": "e"}, "columns": "' + b"x" * 1000
    assert subject_at_start(data, is_all=False).etag == "e"


@pytest.mark.parametrize(
    "data", [b"", b"[", b"{", b'"', b"\xff", b"7", b"[" * 100_000, b'{"drift": {"etag": "e"}']
)
@pytest.mark.parametrize("is_all", [True, False])
def test_what_is_no_verdict_says_nothing(data, is_all):
    assert subject_at_start(data, is_all=is_all) is None
