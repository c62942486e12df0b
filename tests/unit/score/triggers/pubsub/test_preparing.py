import pytest

from common import settings
from functions.score.triggers.pubsub import preparing


class FakeTopology:
    topic, publisher = "projects/p/topics/drift", "publisher"

    @classmethod
    def from_settings(cls, configured):
        assert configured.pubsub_subscription == "drift"
        return cls()

    def ensure(self):
        return ["topic"]


@pytest.mark.parametrize(
    ("endpoint", "lines"),
    [
        ("https://storage.googleapis.com", ["topic", "notification"]),
        ("https://storage.example.com", ["topic"]),
    ],
)
def test_only_a_bucket_of_cloud_storage_gets_a_notification(monkeypatch, endpoint, lines):
    def notify(*asked):
        assert asked == ("files", FakeTopology.topic, "publisher", "storage")
        return ["notification"]

    monkeypatch.setattr(preparing, "Topology", FakeTopology)
    monkeypatch.setattr(preparing, "open_storage", lambda: "storage")
    monkeypatch.setattr(preparing, "ensure_notification", notify)
    configured = {"BUCKET": "files", "PUBSUB_SUBSCRIPTION": "drift", "STORE_ENDPOINT": endpoint}
    variables = {f"DRIFTLINE_{name}": value for name, value in configured.items()}
    assert preparing.prepare(settings.load(variables)) == lines
