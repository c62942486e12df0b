import itertools
import random
from datetime import UTC, datetime

import pytest

from common import keys
from common.stores.store import StoredObject
from functions.score.triggers.sweep import listings
from functions.score.triggers.sweep.listings import completed, pairs

# What sorts before and after "/" and ".", what a verdict's ending contains, and characters beyond the BMP,
# which sort differently in UTF-16.
PIECES = [
    "a",
    "b",
    "!",
    ".",
    "/",
    "-",
    "0",
    ".json",
    ".jso",
    "json",
    ".html",
    ".csv",
    "é",
    "\uffee",
    "🎈",
    "~",
    " ",
]


def paired(store, prefix=keys.DRIFTS):
    return [
        (pair.drift.key, pair.verdict and pair.verdict.key)
        for pair in pairs(store, prefix)
        if pair is not None
    ]


def naive(store, prefix=keys.DRIFTS):
    verdicts = {info.key for info in store.list(keys.RESULTS)}
    found = {}
    for drift in store.list(prefix):
        if not keys.is_folder_marker(drift.key):
            plain = not keys.has_hashed_verdict(drift.key) and keys.verdict(drift.key) in verdicts
            found[drift.key] = keys.verdict(drift.key) if plain else None
    return found


@pytest.mark.parametrize("seed", range(200))
def test_any_keys_are_paired_as_a_dictionary_would(store, seed):
    choice = random.Random(seed)  # noqa: S311 - test data
    paths = {"".join(choice.choices(PIECES, k=choice.randint(1, 5))) for _ in range(60)}
    paths |= {path + ".json" for path in choice.sample(sorted(paths), 10)}
    for path in paths:
        if choice.random() < 0.7:
            store.drop(keys.DRIFTS + path)
        if choice.random() < 0.7:
            store.drop(f"{keys.RESULTS}{path}.json")
        if choice.random() < 0.3:
            store.drop(f"{keys.RESULTS}{path}.html")
    for prefix in (keys.DRIFTS, keys.DRIFTS + "a", keys.DRIFTS + "b/"):
        found = paired(store, prefix)
        assert len(found) == len(dict(found))
        assert dict(found) == naive(store, prefix)


@pytest.mark.parametrize(
    ("names", "most"),
    [
        ([f"a{number:04}" for number in range(1000)], 2),  # no name begins with another
        (["a" * length for length in range(1, 100)], 2),  # they do, but ".json" sorts before "a"
        (["a" + "!" * length for length in range(100)], 100),  # "!" sorts before ".json"
    ],
)
def test_files_wait_only_for_those_whose_names_begin_with_theirs(names, most):
    listed = returned = longest = 0

    def listing():
        nonlocal listed, longest
        for name in names:
            listed += 1
            longest = max(longest, listed - returned)
            yield StoredObject(f"drifts/{name}", "e", 1, datetime.now(UTC))

    for _ in listings._by_verdict(listing()):
        returned += 1
    assert returned == len(names)
    assert longest <= most


def test_a_pair_is_settled_by_a_later_verdict_alone(store):
    def settled():
        (pair,) = pairs(store)
        return pair.is_settled

    store.drop("results/a.csv.json")
    store.drop("drifts/a.csv")
    assert not settled()  # within one tick of the store's clock
    store.wait(0.001)
    store.drop("results/a.csv.json")
    assert settled()
    store.wait(1)
    store.drop("drifts/a.csv")
    assert not settled()
    store.remove("results/a.csv.json")
    assert not settled()


def test_a_store_that_does_not_sort_pairs_less_but_never_wrongly(store, monkeypatch):
    for number in range(50):
        store.drop(f"drifts/{number}.csv")
        store.drop(f"results/{number}.csv.json")
    listed = type(store).list

    def shuffled(self, prefix):
        found = list(listed(self, prefix))
        random.Random(1).shuffle(found)  # noqa: S311 - test data
        return iter(found)

    monkeypatch.setattr(type(store), "list", shuffled)
    found = paired(store)
    assert sorted(key for key, _ in found) == sorted(naive(store))
    assert all(verdict in (None, keys.verdict(key)) for key, verdict in found)


def test_a_key_that_is_listed_twice_does_no_harm(store, monkeypatch):
    store.drop("drifts/a.csv")
    store.drop("results/a.csv.json")
    listed = type(store).list
    monkeypatch.setattr(
        type(store), "list", lambda self, prefix: itertools.chain(listed(self, prefix), listed(self, prefix))
    )
    assert {key for key, _ in paired(store)} == {"drifts/a.csv"}


def test_the_caller_gets_a_turn_while_nothing_but_old_verdicts_is_listed(store, monkeypatch):
    monkeypatch.setattr(listings, "PAGE", 10)
    for number in range(100):
        store.drop(f"results/{number:03}.csv.json")
    store.drop("drifts/999.csv")
    assert [pair for pair in pairs(store) if pair is None] == [None] * 10


def test_folder_markers_are_no_drift_files(store):
    store.drop("drifts/folder/", b"")
    assert list(pairs(store)) == [None]


def test_a_verdict_with_a_hashed_name_is_looked_up(store):
    key = f"drifts/{'a' * 255}"
    store.drop(key)
    assert paired(store) == [(key, None)]
    (pair,) = pairs(store)
    assert completed(store, pair).verdict is None
    store.drop(keys.verdict(key) + ".other")
    assert completed(store, pair).verdict is None
    store.drop(keys.verdict(key))
    assert completed(store, pair).verdict.key == keys.verdict(key)
    assert paired(store) == [(key, None)]
