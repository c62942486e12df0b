"""Opens the bucket that the settings name, by the kind of its server."""

from common.settings import Settings
from common.stores.addresses import is_cloud_storage
from common.stores.store import ObjectStore


def open_bucket(settings: Settings, *, impatient: bool = False) -> ObjectStore:
    """Return the bucket; Google's addresses are Cloud Storage, all others have an S3 interface.

    `impatient`: for questions about the store itself, which it should answer within seconds. Raises
    SetupError if there are no credentials, or the address is none.
    """
    if is_cloud_storage(settings.store_endpoint):
        from common.stores.gcs import GcsStore

        return GcsStore.from_settings(settings, impatient=impatient)
    from common.stores.minio import MinioStore

    return MinioStore.from_settings(settings, impatient=impatient)
