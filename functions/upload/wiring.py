"""The only module of the upload function that imports a concrete store."""

from common.settings import Settings
from common.stores.opening import open_bucket
from common.stores.store import ObjectStore


def bucket_store(settings: Settings, *, impatient: bool = False) -> ObjectStore:
    """Return the bucket in the settings; raises SetupError if they contain no credentials.

    `impatient`: for questions about the store itself, which it should answer within seconds.
    """
    return open_bucket(settings, impatient=impatient)
