"""The only module of the upload function that imports a concrete store."""

from common.settings import Settings
from common.stores.store import ObjectStore


def bucket_store(settings: Settings) -> ObjectStore:
    """Return the bucket in the settings; raises SetupError if they contain no credentials."""
    from common.stores.minio import MinioStore

    return MinioStore.from_settings(settings)
