"""Whether a store answers, its clock, and what it thinks of our credentials."""

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from common.checks import State
from common.errors import StoreRefusesAll, StoreUnavailable
from common.stores.memory import MemoryStore
from infra.checks import store

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)


@pytest.fixture
def server():
    """Return a function that starts a server which answers with these headers."""
    started = []

    def start(headers):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response_only(403)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        started.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=started[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{started[-1].server_port}"

    yield start
    for each in started:
        each.shutdown()
        each.server_close()


def test_any_answer_shows_that_the_store_is_there_and_what_time_it_has(server):
    endpoint = server({"Date": format_datetime(NOW, usegmt=True)})
    found = store.answers(endpoint, now=lambda: NOW + timedelta(seconds=1))
    assert [check.state for check in found] == [State.OK, State.OK]
    assert found[0].values == {"endpoint": endpoint}
    assert found[1].values == {"seconds": -1}


def test_a_store_that_does_not_send_its_time_leaves_the_clocks_unknown(server):
    _, clocks = store.answers(server({}))
    assert clocks.state is State.UNKNOWN


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:{port}", "http://127.0.0.1:notaport"])
def test_a_store_that_does_not_answer_is_unknown_with_the_setting_to_correct(endpoint, free_port):
    (check,) = store.answers(endpoint.format(port=free_port))
    assert check.state is State.UNKNOWN
    assert "DRIFTLINE_STORE_ENDPOINT" in check.fix


@pytest.mark.parametrize(
    ("seconds", "state", "words"),
    [
        (0, State.OK, "agree"),
        (-1, State.OK, "agree"),
        (40, State.OK, "40 s ahead"),
        (-300, State.OK, "300 s behind"),
        (301, State.PROBLEM, "301 s ahead"),
        (-1200, State.PROBLEM, "1200 s behind"),
    ],
)
def test_clocks_may_differ_by_a_third_of_what_stores_accept(seconds, state, words):
    check = store.clock(format_datetime(NOW + timedelta(seconds=seconds), usegmt=True), NOW)
    assert check.state is state
    assert words in check.detail
    assert check.values == {"seconds": seconds}


@pytest.mark.parametrize("date", [None, "", "yesterday", "Sat, 28 Nov 2026 06:00:00"])
def test_a_date_that_is_none_is_unknown(date):
    assert store.clock(date, NOW).state is State.UNKNOWN


class Refusing(MemoryStore):
    """A store that answers a listing with an error."""

    error = None

    def list(self, _):
        raise self.error


@pytest.mark.parametrize(
    ("error", "state", "fix"),
    [
        (StoreRefusesAll("…: NoSuchBucket: …"), State.PROBLEM, "DRIFTLINE_BUCKET"),
        (StoreRefusesAll("…: RequestTimeTooSkewed: …"), State.PROBLEM, "clock"),
        (StoreRefusesAll("…: AccountProblem: …"), State.PROBLEM, "DRIFTLINE_STORE_ACCESS_KEY"),
        (StoreRefusesAll("…: InvalidAccessKeyId: …"), State.UNKNOWN, "DRIFTLINE_STORE_ACCESS_KEY"),
        (StoreRefusesAll("…: SignatureDoesNotMatch: …"), State.UNKNOWN, "DRIFTLINE_STORE_SECRET_KEY"),
        (StoreUnavailable("no answer"), State.UNKNOWN, "DRIFTLINE_STORE_ENDPOINT"),
    ],
)
def test_a_refusal_has_the_fix_for_its_code(error, state, fix):
    refusing = Refusing()
    refusing.error = error
    (check,) = store.accepts(refusing)
    assert check.state is state
    assert fix in check.fix


def test_a_store_that_accepts_a_listing_accepts_us():
    (check,) = store.accepts(MemoryStore("ours"))
    assert (check.state, check.values) == (State.OK, {"bucket": "ours"})
