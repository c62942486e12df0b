import pytest

from common.errors import SetupError
from common.settings import Settings
from common.stores.addresses import CLOUD_STORAGE, is_cloud_storage
from common.stores.gcs import GcsStore
from common.stores.minio import MinioStore
from common.stores.opening import open_bucket
from infra.minio.admin import StoreAdmin

KEYS = {"store_access_key": "a", "store_secret_key": "b" * 8}


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://storage.googleapis.com", True),
        ("https://storage.googleapis.com/", True),
        ("https://storage.europe-west3.rep.googleapis.com", True),
        ("https://storage.googleapis.com.example.com", False),
        ("https://notgoogleapis.com", False),
        ("http://127.0.0.1:9000", False),
        ("http://[", False),
    ],
)
def test_the_addresses_of_cloud_storage(endpoint, expected):
    assert is_cloud_storage(endpoint) is expected


def test_the_address_decides_which_store_is_opened(monkeypatch):
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:4443")
    store = open_bucket(Settings(store_endpoint=CLOUD_STORAGE, bucket="mine"))
    assert isinstance(store, GcsStore)
    assert store.bucket == "mine"
    assert isinstance(open_bucket(Settings(**KEYS)), MinioStore)


def test_cloud_storage_is_not_opened_as_an_s3_store():
    with pytest.raises(SetupError, match="is Cloud Storage"):
        MinioStore(CLOUD_STORAGE, "bucket", access_key="a", secret_key="b" * 8)
    with pytest.raises(SetupError, match="is Cloud Storage"):
        StoreAdmin.from_settings(Settings(store_endpoint=CLOUD_STORAGE))
