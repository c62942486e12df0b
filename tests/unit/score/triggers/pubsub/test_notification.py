"""With fake clients: no server on this machine has notifications of buckets."""

import re
from types import SimpleNamespace

import pytest
from google.api_core.exceptions import Forbidden, NotFound, ServiceUnavailable
from google.iam.v1.policy_pb2 import Policy

from functions.score.triggers.pubsub.notification import ensure_notification

TOPIC = "projects/p/topics/drift"
AGENT = "service-1@gs-project-accounts.iam.gserviceaccount.com"


class FakePublisher:
    def __init__(self):
        self.policy = Policy()

    def get_iam_policy(self, request):
        assert request == {"resource": TOPIC}
        return Policy.FromString(self.policy.SerializeToString())

    def set_iam_policy(self, request):
        self.policy = request["policy"]


class FakeStorage:
    """Cloud Storage with one bucket; its requests fail with `error`."""

    def __init__(self, error=None, *present):
        self.error = error
        self.present = list(present)

    def get_service_account_email(self):
        self._answer()
        return AGENT

    def bucket(self, name):
        assert name == "files"
        return self

    def list_notifications(self):
        self._answer()
        return iter(self.present)

    def notification(self, **fields):
        return SimpleNamespace(create=lambda: self.present.append(SimpleNamespace(**fields)))

    def _answer(self):
        if self.error:
            raise self.error


def of(project="p", name="drift", prefix="drifts/", events=("OBJECT_FINALIZE",)):
    return SimpleNamespace(
        topic_project=project, topic_name=name, blob_name_prefix=prefix, event_types=list(events) or None
    )


def test_a_bucket_gets_the_right_and_the_notification_once():
    publisher, storage = FakePublisher(), FakeStorage()
    first = ensure_notification("files", TOPIC, publisher, storage)
    assert first == [
        f"right of the bucket files to publish: given to serviceAccount:{AGENT}",
        "notification of the bucket files: created",
    ]
    again = ensure_notification("files", TOPIC, publisher, storage)
    assert [line.endswith(": in place, unchanged") for line in again] == [True, True]
    (made,) = storage.present
    assert (made.topic_name, made.blob_name_prefix, made.event_types) == (
        "drift",
        "drifts/",
        ["OBJECT_FINALIZE"],
    )


@pytest.mark.parametrize(
    ("present", "in_place"),
    [
        (of(), True),
        (of(prefix=None, events=()), True),
        (of(project="other"), False),
        (of(name="other"), False),
        (of(prefix="results/"), False),
        (of(events=["OBJECT_DELETE"]), False),
    ],
)
def test_a_notification_that_tells_of_every_new_drift_file_is_enough(present, in_place):
    storage = FakeStorage(None, present)
    ensure_notification("files", TOPIC, FakePublisher(), storage)
    assert len(storage.present) == (1 if in_place else 2)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            Forbidden("you may not"),
            "Google refuses it: .*you may not; for its owner: gcloud storage buckets noti",
        ),
        (NotFound("no bucket"), "no bucket"),
        (ServiceUnavailable("away"), "does not answer: .*away; run it again"),
    ],
)
def test_what_google_refuses_is_a_line_with_the_command(error, text):
    lines = ensure_notification("files", TOPIC, FakePublisher(), FakeStorage(error))
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("warning: ")
        assert re.search(text, line)
