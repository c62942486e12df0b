from hashlib import sha256

import pytest

from common.errors import SetupError
from functions.upload.refusals import Refused
from functions.upload.tokens import Client, Tokens, check_folder, digest_of, new_token


def test_a_new_token_is_accepted_and_its_entry_does_not_contain_it():
    token, entry = new_token("team-a", "/reviews/2026/")
    assert token not in entry
    assert len(token) >= 43  # 256 bits
    assert sha256(token.encode()).hexdigest() in entry
    assert Tokens.parse([entry]).client_of(f"Bearer {token}") == Client("team-a", "reviews/2026")
    assert new_token("team-a", "reviews")[0] != token


def test_a_slash_stands_for_every_folder():
    token, entry = new_token("operator", "/")
    client = Tokens.parse([entry]).client_of(f"bearer {token}")
    assert client.folder == ""
    assert client.may_use("any/file.csv")


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("reviews/a.csv", True),
        ("reviews/2026/a.csv", True),
        ("reviews-of-others/a.csv", False),
        ("reviews", False),
        ("sales/reviews/a.csv", False),
        ("a.csv", False),
        ("Reviews/a.csv", False),
    ],
)
def test_a_token_is_for_its_folder_only(path, may):
    client = Client("team-a", "reviews")
    assert client.may_use(path) is may
    if not may:
        with pytest.raises(Refused, match="'reviews' only") as refused:
            check_folder(client, path)
        assert refused.value.status == 403
        assert "insufficient_scope" in refused.value.answer().headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic {}", "{}", "Bearer {}x", "Bearer é\ud800"]
)
def test_every_other_header_is_refused(sent):
    token, entry = new_token("team-a", "reviews")
    with pytest.raises(Refused) as refused:
        Tokens.parse([entry]).client_of(sent and sent.format(token))
    assert refused.value.status == 401
    assert refused.value.answer().headers["WWW-Authenticate"].startswith("Bearer ")
    assert token not in refused.value.answer().body.decode()


def test_a_digest_is_no_token():
    _, entry = new_token("team-a", "reviews")
    with pytest.raises(Refused):
        Tokens.parse([entry]).client_of(f"Bearer {entry.split(':')[1]}")


def test_two_tokens_may_have_one_name_while_one_replaces_the_other():
    made = [new_token("team-a", "reviews") for _ in range(2)]
    tokens = Tokens.parse(entry for _, entry in made)
    assert {tokens.client_of(f"Bearer {token}") for token, _ in made} == {Client("team-a", "reviews")}


@pytest.mark.parametrize(
    "entry",
    [
        "",
        "team-a",
        "team-a:secret-token:reviews",
        f"team-a:{'0' * 64}",
        f"team-a:{'0' * 64}:",
        f"a b:{'0' * 64}:x",
    ],
)
def test_a_wrong_entry_is_named_by_its_position_alone(entry):
    good = f"good:{digest_of('x')}:reviews"
    with pytest.raises(SetupError, match="DRIFTLINE_UPLOAD_TOKENS: entry 2 ") as error:
        Tokens.parse([good, entry])
    assert "secret-token" not in str(error.value)


def test_a_folder_that_cannot_be_is_named_too():
    with pytest.raises(SetupError, match="entry 1 has a folder"):
        Tokens.parse([f"team-a:{'0' * 64}:../x"])


@pytest.mark.parametrize(
    ("name", "folder"), [("team a", "x"), ("", "x"), ("a:b", "x"), ("a", "../x"), ("a", "x,y")]
)
def test_a_token_for_a_wrong_name_or_folder_is_not_made(name, folder):
    with pytest.raises(SetupError):
        new_token(name, folder)
