"""Lets a bucket of Cloud Storage tell a topic about its new files."""

from collections.abc import Callable
from functools import partial
from typing import Any

from google.api_core.exceptions import ClientError, GoogleAPIError
from google.auth.exceptions import GoogleAuthError

from common import keys
from common.errors import SetupError

PUBLISHER = "roles/pubsub.publisher"
CREATED, PAYLOAD = "OBJECT_FINALIZE", "JSON_API_V1"


def open_storage() -> Any:
    """Return a client of Cloud Storage; raises SetupError without credentials."""
    from google.cloud import storage

    try:
        return storage.Client()
    except (GoogleAuthError, OSError) as error:
        raise SetupError(f"there are no credentials for Cloud Storage: {error}") from error


def ensure_notification(bucket: str, topic: str, publisher: Any, storage: Any) -> list[str]:
    """Let a bucket publish its new drift files to a topic; return what was done, one line each.

    What we may not do is a line that begins with `warning`.

    Parameters
    ----------
    bucket, topic : the name of the bucket, and the full name of the topic.
    publisher, storage : clients of Pub/Sub and Cloud Storage.
    """
    by_hand = (
        f"gcloud storage buckets notifications create gs://{bucket} --topic={topic} "
        f"--event-types={CREATED} --object-prefix={keys.DRIFTS}"
    )
    return [
        _attempted(
            f"right of the bucket {bucket} to publish", partial(_right, topic, publisher, storage), by_hand
        ),
        _attempted(
            f"notification of the bucket {bucket}", partial(_notification, bucket, topic, storage), by_hand
        ),
    ]


def _attempted(what: str, ensure: Callable[[], str], by_hand: str) -> str:
    try:
        return f"{what}: {ensure()}"
    except ClientError as error:
        return f"warning: {what}: Google refuses it: {error.message}; for its owner: {by_hand}"
    except (GoogleAPIError, GoogleAuthError) as error:
        return f"warning: {what}: Google does not answer: {error}; run it again"


def _right(topic: str, publisher: Any, storage: Any) -> str:
    member = f"serviceAccount:{storage.get_service_account_email()}"
    policy = publisher.get_iam_policy(request={"resource": topic})
    if any(one.role == PUBLISHER and member in one.members for one in policy.bindings):
        return "in place, unchanged"
    policy.bindings.add(role=PUBLISHER, members=[member])
    publisher.set_iam_policy(request={"resource": topic, "policy": policy})
    return f"given to {member}"


def _notification(bucket: str, topic: str, storage: Any) -> str:
    _, project, _, name = topic.split("/")
    owner = storage.bucket(bucket)
    for one in owner.list_notifications():
        same_topic = (one.topic_project, one.topic_name) == (project, name)
        if same_topic and one.blob_name_prefix in (None, "", keys.DRIFTS) and _tells_of_new(one.event_types):
            return "in place, unchanged"
    owner.notification(
        topic_name=name,
        topic_project=project,
        event_types=[CREATED],
        blob_name_prefix=keys.DRIFTS,
        payload_format=PAYLOAD,
    ).create()
    return "created"


def _tells_of_new(event_types: list[str] | None) -> bool:
    return not event_types or CREATED in event_types
