"""The only file of the upload function that names a concrete adapter."""

from common.settings import Settings
from common.stores.store import ObjectStore


def bucket_store(settings: Settings) -> ObjectStore:
    """Return the bucket that the settings name; raises SetupError if they hold no credentials."""
    from common.stores.minio import MinioStore

    return MinioStore.from_settings(settings)
