import pytest

from common.errors import SetupError
from functions.upload.refusals import Refused
from functions.upload.sites import Sites

ON_LOOPBACK = Sites.of(None, on_loopback=True)
PUBLIC = Sites.of("https://drift.example.com/", on_loopback=False)
ANY = Sites.of(None, on_loopback=False)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_on_loopback_its_own_names_are_answered(host):
    ON_LOOPBACK.check({"host": host})
    assert ON_LOOPBACK.address({"host": host}) == f"http://{host}"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil@localhost",
        "localhost:80:80",
        "localhost/",
        "localhost\\x",
        "127.0.0.2",
        "[::2]",
        "",
        " localhost",
        "localhost:999999",
    ],
)
def test_on_loopback_every_other_name_is_refused(host):
    with pytest.raises(Refused, match="DRIFTLINE_UPLOAD_ADDRESS") as refused:
        ON_LOOPBACK.check({"host": host})
    assert refused.value.status == 421


def test_a_request_without_a_host_is_refused_on_loopback():
    with pytest.raises(Refused):
        ON_LOOPBACK.check({})


def test_the_public_address_is_a_name_and_the_start_of_links():
    for host in ("drift.example.com", "drift.example.com:443", "127.0.0.1:8000"):
        PUBLIC.check({"host": host})
        assert PUBLIC.address({"host": host}) == "https://drift.example.com"
    with pytest.raises(Refused):
        PUBLIC.check({"host": "evil.example"})


def test_where_requests_need_tokens_any_name_is_answered_but_never_returned():
    ANY.check({"host": "10.0.0.7:8000"})
    assert ANY.address({"host": "evil.example"}) == ""


@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://localhost:8000"])
def test_its_own_pages_may_call_it(origin):
    ON_LOOPBACK.check({"host": "localhost:8000", "origin": origin})
    PUBLIC.check({"host": "127.0.0.1:8000", "origin": "https://drift.example.com"})


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "",
        "http://localhost:9000",
        "http://localhost",
        "file://",
        "://",
        "javascript:x",
    ],
)
@pytest.mark.parametrize("sites", [ON_LOOPBACK, ANY, PUBLIC])
def test_pages_of_other_sites_may_not(sites, origin):
    with pytest.raises(Refused) as refused:
        sites.check({"host": "localhost:8000", "origin": origin})
    assert refused.value.status in (403, 421)


@pytest.mark.parametrize(
    "url",
    [
        "drift.example.com",
        "ftp://x",
        "https://",
        "https://u:p@x",
        "https://x?y",
        "https://x#y",
        "http://a b",
        "http://[::1",
        "http://a:b",
    ],
)
def test_a_public_address_that_is_none_is_a_setup_error(url):
    with pytest.raises(SetupError, match="DRIFTLINE_UPLOAD_ADDRESS"):
        Sites.of(url, on_loopback=True)


def test_a_public_address_may_have_a_path():
    sites = Sites.of("https://example.com/drift/", on_loopback=False)
    assert sites.address({"host": "example.com"}) == "https://example.com/drift"
