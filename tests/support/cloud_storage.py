"""Cloud Storage for integration tests: fake-gcs-server, shared by the whole run, and buckets in it."""

import os
from contextlib import ExitStack

import pytest
from real_servers import running

from common.stores.gcs import GcsStore
from infra.stack.fake_gcs import FakeGcsServer


@pytest.fixture(scope="session")
def fake_gcs(tmp_path_factory):
    with running(lambda: FakeGcsServer(tmp_path_factory.mktemp("fake-gcs"), os.environ)) as server:
        yield server


@pytest.fixture
def gcs_store(fake_gcs, monkeypatch):
    """Return a function that opens a bucket of Cloud Storage: `gcs_store(bucket)`."""
    for name, value in fake_gcs.client_variables().items():
        monkeypatch.setenv(name, value)
    with ExitStack() as opened:

        def open_bucket(name):
            store = CreatableBucket(name)
            opened.callback(store.close)
            return store

        yield open_bucket


class CreatableBucket(GcsStore):
    """A bucket for a test that creates it."""

    def create_bucket(self):
        self._client.create_bucket(self.bucket, project="test")

    def close(self):
        self._client.close()
