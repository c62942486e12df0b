"""Which addresses in DRIFTLINE_STORE_ENDPOINT are those of Google Cloud Storage."""

from urllib.parse import urlsplit

from common.errors import SetupError

CLOUD_STORAGE = "https://storage.googleapis.com"
# Under it are also the addresses for one region, or for private networks.
DOMAIN = "googleapis.com"


def is_cloud_storage(endpoint: str) -> bool:
    """Return whether an address is one of Google's.

    >>> is_cloud_storage("https://storage.googleapis.com")
    True
    >>> is_cloud_storage("http://127.0.0.1:9000")
    False
    """
    try:
        host = urlsplit(endpoint).hostname or ""
    except ValueError:
        return False
    return host == DOMAIN or host.endswith("." + DOMAIN)


def require_s3(endpoint: str) -> None:
    """Raise SetupError if an address is one of Google's.

    Their S3 interface has other conditions for conditional writes, and no users or rules of MinIO.
    """
    if is_cloud_storage(endpoint):
        raise SetupError("DRIFTLINE_STORE_ENDPOINT is Cloud Storage; this is for MinIO and S3 only")
