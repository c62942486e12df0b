import pytest

from functions.upload import clients
from functions.upload.clients import REQUEST_LIMIT, Clients
from functions.upload.refusals import Refused


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def ask(counted, name="a"):
    with counted.admitted(name):
        pass


def test_a_client_may_send_so_many_requests_in_a_minute(clock):
    counted = Clients(60, clock)
    for _ in range(60):
        ask(counted)
    with pytest.raises(Refused) as refused:
        ask(counted)
    assert refused.value.status == 429
    assert refused.value.answer().headers["Retry-After"] == "2"
    ask(counted, "b")  # another client is not affected
    clock.now = 2
    ask(counted)
    ask(counted)
    with pytest.raises(Refused):
        ask(counted)


def test_after_a_pause_it_has_the_full_number_and_no_more(clock):
    counted = Clients(10, clock)
    ask(counted)
    clock.now = 10_000
    for _ in range(10):
        ask(counted)
    with pytest.raises(Refused):
        ask(counted)


def test_a_client_may_have_so_many_requests_at_once(clock):
    counted = Clients(10_000, clock)
    open_requests = [counted.admitted("a") for _ in range(REQUEST_LIMIT)]
    for request in open_requests:
        request.__enter__()
    with pytest.raises(Refused) as refused:
        ask(counted)
    assert refused.value.answer().headers["Retry-After"] == "1"
    ask(counted, "b")
    open_requests[0].__exit__(None, None, None)
    ask(counted)


def test_a_request_that_fails_ends_too(clock):
    counted = Clients(10_000, clock)
    for _ in range(2 * REQUEST_LIMIT):
        with pytest.raises(KeyError), counted.admitted("a"):
            raise KeyError
    ask(counted)


def test_only_so_many_clients_are_remembered(clock, monkeypatch):
    monkeypatch.setattr(clients, "REMEMBERED", 3)
    counted = Clients(10, clock)
    for number in range(100):
        ask(counted, str(number))
    assert list(counted._left) == ["97", "98", "99"]
    assert not counted._active
