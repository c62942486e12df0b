import pytest

from common.stores.chunk_stream import chunk_stream

DATA = bytes(range(256)) * 4
CHUNK = 100


@pytest.fixture
def requests():
    return []


@pytest.fixture
def stream(requests):
    def part(start, count):
        requests.append((start, count))
        return DATA[start : start + count]

    return chunk_stream(part, len(DATA), CHUNK)


@pytest.mark.parametrize("size", [1, 7, 99, 100, 101, 250, 1023, 1024, 5000, -1])
def test_any_size_of_reads_gives_all_bytes_in_few_requests(stream, requests, size):
    assert b"".join(iter(lambda: stream.read(size), b"")) == DATA
    assert len(requests) <= len(DATA) // CHUNK + 2
    assert max(count for _, count in requests) <= CHUNK


def test_a_line_needs_the_first_chunk_only(stream, requests):
    assert stream.readline() == DATA[:11]
    assert requests == [(0, CHUNK)]


def test_an_empty_object_needs_no_request(requests):
    assert chunk_stream(lambda *_: pytest.fail("asked"), 0, CHUNK).read() == b""
