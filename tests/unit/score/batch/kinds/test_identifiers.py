"""Columns that identify something, and columns that only look so."""

import hashlib
import uuid

import numpy as np
import pandas as pd
import pytest

from functions.score import batch

RNG = np.random.default_rng(5)
SHUFFLED = RNG.permutation(np.arange(1, 301))
SCATTERED = RNG.choice(10**6, 300, replace=False)
REPEATED = RNG.integers(1, 2000, 600)  # about 270 of 2,000 users, many of them twice


def decided(values, name="c"):
    return batch.kinds.decide(pd.Series(values, name=name))


def with_gap(values):
    gap = pd.Series(values, dtype="float64")
    gap[17] = np.nan
    return gap


def sequence(step, rows=300, seed=1):
    return np.cumsum(np.random.default_rng(seed).integers(*step, rows))


def random_uuids(rows=60):
    return [str(uuid.UUID(bytes=RNG.bytes(16), version=4)) for _ in range(rows)]


@pytest.mark.parametrize(
    "name",
    [
        *("id", "transactionid", "OrderNumber", "Order #", "ROWID", "顧客ID", "kundennummer", "Bestell-Nr."),
        *("userId", "numéro", "注文番号", "订单编号", "고객번호", "id_cliente", "VAT No.", "номер", "refno"),
    ],
)
@pytest.mark.parametrize(
    "values", [SCATTERED, SCATTERED.astype(float), with_gap(SCATTERED), list(map(str, SCATTERED))]
)
def test_different_whole_numbers_with_the_name_of_an_identifier(name, values):
    assert decided(values, name) == (
        "identifier",
        "its name is that of an identifier, and nearly all values differ",
    )


@pytest.mark.parametrize(
    "name", ["humid", "paid", "valid", "casino", "piano", "turkey", "price", "num_children", "grid"]
)
def test_names_that_only_end_like_an_identifier(name):
    assert decided(SCATTERED, name).kind == "numeric"


def test_names_of_identifiers_do_not_make_measurements_identifiers():
    assert decided(RNG.normal(size=300), "body mass index").kind == "numeric"
    assert decided(RNG.normal(size=300), "id").kind == "numeric"


@pytest.mark.parametrize(
    "values", [np.arange(300), SHUFFLED, with_gap(SHUFFLED), np.arange(300, 0, -1), SHUFFLED + 10**9]
)
def test_numbers_of_the_rows_whatever_their_name(values):
    assert decided(values) == ("identifier", "its values number the rows")


@pytest.mark.parametrize("name", ["Unnamed: 0", "", "index", "Unnamed: 0.1", "level_0", "rownames", "X"])
def test_the_index_of_a_filtered_table(name):
    assert decided(np.sort(SCATTERED), name).kind == "identifier"
    assert decided(SCATTERED, name).kind == "identifier"
    assert decided(RNG.normal(size=300), name).kind == "numeric"


@pytest.mark.parametrize("name", ["user_id", "session id", "CustomerKey", "sessionid"])
def test_references_repeat_and_are_identifiers_if_they_are_many(name):
    assert decided(REPEATED, name).kind == "identifier"
    assert decided([f"s{number}" for number in REPEATED], name).kind == "identifier"
    assert decided(REPEATED % 8, name).kind == "categorical"
    assert decided([f"s{number % 8}" for number in REPEATED], name).kind == "categorical"


@pytest.mark.parametrize("name", ["Subject", "household", "firm", "c"])
def test_numbers_of_groups(name):
    assert decided(np.repeat(np.arange(1, 60), 4), name).kind == "identifier"
    assert decided(np.repeat(np.arange(1, 60) ** 2, 4)[:-3], name).kind == "identifier"


def test_sorted_ages_are_no_groups():
    assert decided(np.sort(RNG.normal(40, 9, 600).astype(int)), "age").kind == "numeric"
    assert decided(np.tile(np.arange(1, 60), 4), "age").kind == "numeric"


def test_many_repeated_numbers_without_such_a_name_are_a_quantity():
    assert decided(REPEATED, "distance").kind == "numeric"


@pytest.mark.parametrize(
    ("expected", "values"),
    [
        ("its whole numbers only grow, in about equal steps", sequence((1, 9))),
        ("its whole numbers only grow, in about equal steps", np.arange(0, 3000, 10)),
        ("its name is that of a counter, and its values only grow", np.cumsum(RNG.exponential(size=300))),
    ],
)
def test_counters_only_grow(expected, values):
    name = "energy_total" if "name" in expected else "c"
    assert decided(values, name) == ("identifier", expected)


@pytest.mark.parametrize("seed", range(20))
def test_sorted_quantities_grow_too_and_are_no_counters(seed):
    rng = np.random.default_rng(seed)
    assert decided(np.sort(rng.choice(10**6, 300, replace=False)), "price").kind == "numeric"
    assert decided(np.sort(rng.normal(50, 9, 300)), "age").kind == "numeric"


@pytest.mark.parametrize(
    ("because", "values"),
    [
        ("a prefix and a number", [f"ORD-{number:06}" for number in range(300)]),
        ("a prefix and a number", [f"INV{number:05}" for number in SHUFFLED]),
        ("a prefix and a number", [f"Order #{number}" for number in SHUFFLED]),
        ("a prefix and a number", [f"ALL-{number:04}" for number in SHUFFLED]),  # also a currency
        ("a prefix and a number", [f"顧客-{number:04}" for number in SHUFFLED]),
        ("e-mail addresses", [f"user{number}@example.org" for number in REPEATED]),
        ("web addresses", [f"https://example.org/{number}?a=b" for number in REPEATED]),
        ("UUIDs", random_uuids()),
        ("hashes", [hashlib.sha256(bytes([row])).hexdigest() for row in range(60)]),
        ("IP or MAC addresses", [f"10.{row % 7}.{row}.1" for row in range(90)]),
        ("IBANs", [f"DE{row % 90 + 10} 5001 0517 {row:04} 6789 {row % 99:02}" for row in range(90)]),
        ("phone numbers", [f"+49 170 {number}" for number in SCATTERED + 10**6]),
        ("phone numbers", [f"(030) {number}" for number in SCATTERED + 10**6]),
    ],
)
def test_formats_of_identifiers(because, values):
    assert decided(values) == ("identifier", f"its values are {because}")


def test_few_addresses_are_categories():
    assert decided(["https://a.example/", "https://b.example/"] * 40).kind == "categorical"


def test_numbers_with_more_digits_than_a_measurement():
    assert decided(RNG.integers(2**60, 2**62, 100)).kind == "identifier"
    assert decided(RNG.integers(2**60, 2**62, 100).astype(float)).kind == "identifier"
    assert decided([str(10**20 + int(number)) for number in SCATTERED]).kind == "identifier"
    assert decided(np.round(RNG.normal(5e24, 1e24, 100), -22)).kind == "numeric"


@pytest.mark.parametrize("name", ["zip", "postal code", "Area Code", "status", "category", "PLZ"])
def test_whole_numbers_that_are_named_like_codes_are_categories(name):
    codes = RNG.choice(np.arange(10_000, 10_040), 300)
    assert decided(codes, name) == ("categorical", "its name is that of a code")
    assert decided(codes, "weight").kind == "numeric"


def test_few_whole_numbers_are_categories():
    assert decided([10, 30] * 50) == ("categorical", "its whole numbers have at most 10 values")
    assert decided([10.0, 30.0, None] * 50).kind == "categorical"
    assert decided(np.arange(11).tolist() * 20).kind == "numeric"
    assert decided([0.5, 1.5] * 50).kind == "numeric"
    assert decided([1, 2, 4, 7]).kind == "numeric"  # too few rows to repeat


@pytest.mark.parametrize(
    "name", ["numéro_commande", "Nr zamówienia", "номер_заказа", "รหัสลูกค้า", "cust_sk", "ticketref"]
)
def test_names_in_which_the_number_comes_first(name):
    assert decided(SCATTERED, name).kind == "identifier"
    assert decided(SCATTERED % 7 + 0.5, name).kind == "numeric"


def test_number_plates_are_codes():
    plates = [f"B {'ABC'[row % 3]}{'XYZ'[row % 3]} {number}" for row, number in enumerate(SCATTERED)]
    assert decided(plates).kind == "identifier"


@pytest.mark.parametrize("name", ["tilausnumero", "číslo objednávky", "会员号", "mrn", "N° client"])
def test_more_names_of_identifiers(name):
    assert decided(SCATTERED, name).kind == "identifier"


@pytest.mark.parametrize("form", ["{:.2f} CR", "{:.2f} KW", "{:.2f} PTS"])
def test_amounts_with_a_constant_unit_in_capitals_are_no_codes(form):
    assert decided([form.format(number) for number in RNG.normal(1200, 150, 300)]).kind != "identifier"


def test_the_only_column_of_a_file_may_be_one_of_uuids():
    frame = pd.DataFrame({"guid": random_uuids()})
    assert batch.decided_kinds(batch.Batch(frame, "b.csv"))["guid"].kind == "identifier"


NARROW = RNG.choice(3000, 300, replace=False) + 10_000


@pytest.mark.parametrize("name", ["c", "社員コード", "sifra", "wert"])
def test_whole_numbers_of_a_narrow_range_that_never_repeat_are_assigned(name):
    for values in (NARROW, with_gap(NARROW), list(map(str, NARROW)), np.sort(NARROW)):
        assert decided(values, name).kind == "identifier"
    assert decided(NARROW)[1] == "its whole numbers differ, where random ones would repeat"


def test_numbers_that_differ_by_chance_are_no_identifiers():
    prices = RNG.lognormal(12, 0.5, 100).astype(int)
    assert len(set(prices)) == 100
    assert decided(prices).kind == "numeric"
    assert decided(RNG.integers(0, 3000, 300)).kind == "numeric"
    assert decided(RNG.choice(3000, 20, replace=False)).kind == "numeric"


def test_subjects_in_no_order_have_one_run_of_rows_each():
    subjects = RNG.permutation(np.arange(308, 400))[:80]
    runs = np.repeat(subjects, RNG.integers(2, 12, 80))
    assert decided(runs).kind == "identifier"
    assert decided(np.sort(runs)).kind == "numeric"  # any quantity by which the rows are sorted
    ages = np.repeat(RNG.integers(18, 80, 80), RNG.integers(2, 12, 80))
    assert decided(ages).kind == "numeric"


def test_few_references_are_categories():
    subjects = np.repeat([308, 309, 310, 330, 331, 332, 333, 334, 335, 337, 349, 350], 10)
    for name in ("Subject", "user_id", "customer"):
        assert decided(subjects, name) == (
            "categorical",
            "its name is that of an identifier, and its few values repeat",
        )
    assert decided(subjects, "number of visits").kind == "numeric"


@pytest.mark.parametrize("name", ["社員コード", "zip", "product code"])
def test_codes_of_equally_many_digits_that_are_too_many_for_classes(name):
    codes = RNG.choice(90_000, 300, replace=False) + 10_000
    assert decided(RNG.choice(codes, 900), name) == (
        "identifier",
        "its name is that of a code, and it has more than 20 values",
    )
    assert decided(RNG.choice(codes[:40], 900), name).kind == "categorical"
    assert decided(RNG.choice(5000, 300), name).kind == "numeric"
