"""Makes Pub/Sub ready for a worker, and the bucket if it is one of Cloud Storage."""

from common.settings import Settings
from common.stores.addresses import is_cloud_storage
from functions.score.triggers.pubsub.notification import ensure_notification, open_storage
from functions.score.triggers.pubsub.topology import Topology


def prepare(settings: Settings) -> list[str]:
    """Create what is missing, correct what differs; return what was done, one line each.

    Raises SetupError and BrokerUnavailable as `Topology` does.
    """
    topology = Topology.from_settings(settings)
    done = topology.ensure()
    if is_cloud_storage(settings.store_endpoint):
        done += ensure_notification(settings.bucket, topology.topic, topology.publisher, open_storage())
    return done
