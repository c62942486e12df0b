from contextlib import ExitStack

import pytest

from functions.upload.disk import TemporaryDisk
from functions.upload.refusals import Refused

LARGEST = 100


def declared(size):
    return {"content-length": str(size)}


def test_uploads_take_no_more_than_the_disk_together():
    disk = TemporaryDisk(400, LARGEST)
    with ExitStack() as uploads:
        for client in "abcd":
            uploads.enter_context(disk.reserved(client, declared(90)))
        with pytest.raises(Refused) as refused, disk.reserved("e", declared(41)):
            pass
        assert refused.value.status == 503
        assert int(refused.value.answer().headers["Retry-After"]) > 0
        with disk.reserved("e", declared(40)):
            pass
    with disk.reserved("e", declared(100)):
        pass
    assert not disk._taken


def test_one_client_gets_half_of_it():
    disk = TemporaryDisk(400, LARGEST)
    with disk.reserved("a", declared(100)), disk.reserved("a", declared(100)):
        with pytest.raises(Refused) as refused, disk.reserved("a", declared(1)):
            pass
        assert refused.value.status == 429
        with disk.reserved("b", declared(100)):
            pass


@pytest.mark.parametrize(
    "headers", [{"transfer-encoding": "chunked"}, {"transfer-encoding": "chunked", "content-length": "1"}]
)
def test_a_body_of_unknown_size_counts_as_the_largest(headers):
    disk = TemporaryDisk(LARGEST, LARGEST)
    with disk.reserved("a", headers), pytest.raises(Refused), disk.reserved("b", declared(1)):
        pass


@pytest.mark.parametrize("headers", [{}, {"content-length": "-5"}, {"content-length": "x"}])
def test_a_request_without_a_body_takes_nothing(headers):
    disk = TemporaryDisk(LARGEST, LARGEST)
    with disk.reserved("a", declared(LARGEST)), disk.reserved("a", headers):
        pass


def test_a_size_beyond_the_largest_is_left_to_the_limit_on_bodies():
    with TemporaryDisk(LARGEST, LARGEST).reserved("a", declared(10**9)):
        pass


def test_the_largest_upload_always_fits():
    with TemporaryDisk(1, LARGEST).reserved("a", declared(LARGEST)):
        pass
