"""Changes of texts that the embedding shows badly, and changes that are no drift, with the real model."""

import itertools
import random
import uuid

import pandas as pd
import pytest

import driftline

PARCELS = (
    ("My parcel", "The refund", "Your courier", "The invoice", "The lamp", "The discount code"),
    ("was delayed", "arrived broken", "needs a signature", "was cancelled", "got lost", "works fine"),
    ("on Monday morning", "without any notice", "before the holidays", "at our address", "after two weeks"),
)
MEALS = (
    ("The soup", "My steak", "The dessert", "The curry", "The salad", "The wine"),
    ("was too salty", "melted on the tongue", "was burnt", "came quickly", "was spicy", "tasted fresh"),
    ("with red wine", "for a fair price", "like my grandmother made it", "after a long wait", "with cheese"),
)
GERMAN = (
    ("Mein Paket", "Die Erstattung", "Der Kurier", "Die Rechnung", "Die Lampe", "Der Gutschein"),
    ("ist nicht angekommen und", "war sehr spät, aber", "ist kaputt und", "ist mir zu teuer und"),
    ("das ist schade", "ich warte noch", "der Kundendienst hilft nicht", "wir sind nicht zufrieden"),
)
FRENCH = (
    ("Mon colis", "Le remboursement", "La facture", "La lampe"),
    ("est arrivé en retard et", "n'est pas dans la boîte et", "est trop cher pour nous et"),
    ("je ne suis pas content", "le service ne répond pas", "c'est dommage pour vous"),
)
RUSSIAN = (
    ("Моя посылка", "Возврат денег", "Курьер", "Счёт", "Лампа"),
    ("задержалась", "пришла разбитой", "не нужен", "отменён", "потерялась"),
    ("в понедельник утром", "без предупреждения", "перед праздниками", "через две недели"),
)
PREAMBLE = (
    "The parties agree that delivery, payment, liability and warranty are governed by these terms. " * 25
)


def texts(parts, rows, seed):
    """Return distinct sentences, or as few copies as possible, in random order."""
    sentences = [" ".join(sentence) + "." for sentence in itertools.product(*parts)]
    copies = -(-rows // len(sentences))
    return random.Random(seed).sample(sentences * copies, rows)  # noqa: S311 - not a secret


def column(before, after):
    """Compare two columns of texts; return the verdict and the column's part of it."""
    verdict = driftline.compare(pd.DataFrame({"comment": before}), pd.DataFrame({"comment": after})).verdict
    (only,) = verdict.columns
    assert only.kind == "text"
    return verdict, only


@pytest.fixture(scope="module")
def baseline():
    return texts(PARCELS, 120, 1)


@pytest.fixture(scope="module")
def drift():
    return texts(PARCELS, 60, 2)


def test_nothing_changed(baseline, drift):
    verdict, _ = column(baseline, drift)
    assert verdict.finding == "no_drift"
    assert verdict.reasons[0].endswith(
        "if the new texts differ as much as the baseline's own groups of texts do"
    )


@pytest.mark.parametrize(
    "long",
    [
        lambda text, _: PREAMBLE + text,
        lambda text, row: f"Contract of {row % 7} {'AB'[row % 2]}. Client {row}. {PREAMBLE}{text}",
        lambda text, _: f"{PREAMBLE}{text} {PREAMBLE}",
    ],
    ids=["one beginning", "names before the beginning", "in the middle"],
)
def test_a_change_behind_a_long_common_beginning_is_found(long):
    before, same, other = (
        [long(text, row) for row, text in enumerate(texts(parts, rows, seed))]
        for parts, rows, seed in ((PARCELS, 30, 1), (PARCELS, 20, 2), (MEALS, 20, 3))
    )
    verdict, _ = column(before, other)
    assert verdict.finding == "drift"
    assert "of rows changed" in verdict.reasons[0]
    assert not column(before, same)[0].drifted  # so few rows may be too few to tell


def test_parts_that_no_window_reads_are_noted(baseline):
    _, only = column(baseline[:20], [f"{PREAMBLE * 5}{text}" for text in baseline[:6]])
    (note,) = only.notes
    assert note == (
        "100% of texts (baseline: 0%) are so long that only their beginning, their end and 2 parts in "
        "between were read"
    )


@pytest.mark.parametrize(
    ("before", "after", "character"),
    [("😍😀", "😀😡", "😡"), ("ดีมาก", "ไม่ดีมาก", "ไ"), ("📦", "📦🍕", "🍕")],
    ids=["joy to anger", "Thai", "parcels to food"],
)
def test_a_change_of_characters_that_the_model_does_not_know_is_found(
    before, after, character, baseline, drift
):
    verdict, only = column([f"{before} {text}" for text in baseline], [f"{after} {text}" for text in drift])
    assert verdict.finding == "drift"
    assert (
        verdict.reasons
        == [f"comment: texts with '{character}', unknown to the model, rose from 0% to 100% (p < 0.001)"]
        or "unknown to the model, " in verdict.reasons[0]
    )
    (note,) = only.notes
    assert note.startswith("100% of texts (baseline: 100%) have words that the model ")
    assert note.endswith("consider a multilingual model: paraphrase-multilingual-MiniLM-L12-v2")


RUNNING = {
    "order": lambda row: f"Order #{10_000 + row}: ",
    "short": lambda row: f"Ticket {row + 100} ",
    "code": lambda row: f"INV-{row:06} ",
    "timestamp": lambda row: f"[2026-0{1 + row // 40}-{1 + row % 28:02} {row % 24:02}:{row % 60:02}:07] ",
    "uuid": lambda row: f"{uuid.UUID(int=row * 2**90 + row * 7919)} ",
    "written date": lambda row: f"On {1 + row % 28} {'March' if row < 120 else 'April'} 2026, ",
    "leading": lambda row: f"{row}. ",
    "year": lambda row: f"In {2019 if row < 120 else 2026}: ",
}


@pytest.mark.parametrize("number", RUNNING.values(), ids=RUNNING)
def test_running_numbers_and_dates_alone_are_no_drift(number, baseline, drift):
    verdict, _ = column(
        [number(row) + text for row, text in enumerate(baseline)],
        [number(row) + text for row, text in enumerate(drift, start=len(baseline))],
    )
    assert verdict.finding == "no_drift", verdict.reasons


def test_drift_is_found_beside_running_numbers(baseline):
    verdict, _ = column(
        [f"Order #{row}: {text}" for row, text in enumerate(baseline)],
        [f"Order #{row}: {text}" for row, text in enumerate(texts(MEALS, 80, 3), start=200)],
    )
    assert verdict.finding == "drift"


def test_short_numbers_with_a_meaning_are_not_masked():
    before = [
        f"The request of the {row % 10}th client ended with status {200 + row % 2}" for row in range(80)
    ]
    after = [f"The request of the {row % 10}th client ended with status {500 + row % 4}" for row in range(60)]
    verdict, _ = column(before, after)
    assert verdict.finding == "drift"


def repaired(text):
    """Return a text in UTF-8 that was read as Windows-1252."""
    return text.encode().decode("cp1252", "replace")


BROKEN = "texts with broken characters rose from 0% to"
CHANGES = {
    "lower case": (str.lower, 1.0, "texts all in lower case rose from 0% to 100%"),
    "upper case": (str.upper, 0.5, "texts all in upper case rose from 0% to 50%"),
    "some lower case": (str.lower, 0.3, "texts all in lower case rose from 0% to 30%"),
    "broken é": (lambda text: repaired(f"{text} Très cassé."), 0.2, f"{BROKEN} 20%"),
    "broken apostrophe": (lambda text: repaired(f"It’s me: {text}"), 0.2, f"{BROKEN} 20%"),
    "replaced": (lambda text: f"caf\ufffd {text}", 1.0, f"{BROKEN} 100%"),
    "cut": (lambda text: text[:20], 1.0, "texts are cut at 20 characters"),
    "cut at 30": (lambda text: text[:30], 1.0, "texts are cut at 30 characters"),
    "no full stop": (
        lambda text: text[:-1],
        1.0,
        "texts without punctuation at the end rose from 0% to 100%",
    ),
}


@pytest.mark.parametrize(("change", "share", "sentence"), CHANGES.values(), ids=CHANGES)
def test_a_change_of_form_is_named(change, share, sentence, baseline, drift):
    changed = round(share * len(drift))
    verdict, _ = column(baseline, [*map(change, drift[:changed]), *drift[changed:]])
    assert verdict.finding == "drift"
    assert sentence in verdict.reasons[0]


@pytest.mark.parametrize(
    ("parts", "share", "sentence"),
    [
        (GERMAN, 0.2, "texts in German rose from 0% to 20%"),
        (FRENCH, 0.5, "texts in French rose from 0% to 50%"),
        (RUSSIAN, 1.0, "texts in Cyrillic script rose from 0% to 100%"),
    ],
    ids=["German", "French", "Cyrillic"],
)
def test_another_language_is_named(parts, share, sentence, baseline, drift):
    changed = round(share * len(drift))
    verdict, _ = column(baseline, [*texts(parts, changed, 4), *drift[changed:]])
    assert verdict.finding == "drift"
    assert sentence in verdict.reasons[0]
