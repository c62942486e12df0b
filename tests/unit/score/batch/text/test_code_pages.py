"""Which encoding is guessed for text that is not UTF-8, from its characters alone."""

import io

import pandas as pd
import pytest

from common.errors import BatchError
from functions.score import batch
from functions.score.batch.text.code_pages import guess

# By encoding: a text of several lines in each of its languages.
TEXTS = {
    "cp1250": [
        "Zażółć gęślą jaźń\nDzieci są w szkole\nJutro będzie padać śnieg\nMówię, że przyjdę później",
        "Příliš žluťoučký kůň\nVečer půjdeme do divadla\nDěti si hrají na hřišti\nTéměř každý den prší",
        "Árvíztűrő tükörfúrógép\nGyerekek az erdőben\nKésőbb megérkezünk\nEz a könyv hűséges",
        "Đačka škola u Čakovcu\nSutra će padati kiša\nŽelim naučiti još riječi\nKuća je pored šume",
    ],
    "cp1251": [
        "Привет, мир\nЗавтра будет дождь\nДети играют во дворе",
        "Доброго ранку\nЗавтра буде дощ\nДіти грають у дворі, її книга",
        "Добро утро\nУтре ще вали дъжд\nДецата играят на двора",
    ],
    "cp1253": ["Καλημέρα κόσμε\nΑύριο θα βρέξει\nΤα παιδιά παίζουν στην αυλή"],
    "shift_jis": [
        "こんにちは世界\n明日は雨が降ります\n子供たちは庭で遊びます",
        "東京都千代田区\n大阪府大阪市\n北海道札幌市",
    ],
    "gbk": ["你好，世界\n明天会下雨\n孩子们在院子里玩", "北京市朝阳区\n上海市徐汇区\n广东省深圳市"],
    "euc_kr": ["안녕하세요 세계\n내일은 비가 올 것입니다\n아이들이 마당에서 놀고 있어요"],
    "cp1252": [
        "Größe und Übermut\nschön war es\ndie Straße ist lang",
        "Les élèves sont à l'école\nça va être très long\nl'œuvre du maître",
        "El niño está aquí\n¿Cuándo llegará el año?\nLa canción más pequeña",
        "Smörgåsbord på ön\nRåttan åt färsk fisk",
        "Rød grød med fløde\nDet er dejligt på Ærø",
        "A criança não está à mesa\nAmanhã é o seu aniversário, é ótimo",
    ],
    "cp1254": ["Günaydın dünya\nYarın yağmur yağacak\nÇocuklar bahçede oynuyor, şimdi"],
}
CASES = [(encoding, text) for encoding, texts in TEXTS.items() for text in texts]


def read(content, name="a.csv", asked=None, **limits):
    return batch.read(name, io.BytesIO(content), batch.Limits(**limits), lambda: asked)


def table(text, rows=12):
    lines = text.split("\n")
    return "id;text\n" + "".join(f"{row};{lines[row % len(lines)]}\n" for row in range(rows))


@pytest.mark.parametrize(("encoding", "text"), CASES)
def test_a_small_table_in_each_language_is_read_and_a_note_names_the_guess(encoding, text):
    content = table(text)
    result = read(content.encode(encoding))
    pd.testing.assert_frame_equal(result.frame, read(content.encode()).frame)
    (note,) = result.notes
    assert "not UTF-8; it was decoded as " in note
    assert "a guess" in note


@pytest.mark.parametrize(("encoding", "text"), CASES)
def test_a_large_file_is_decoded_like_a_small_one(encoding, text):
    # The text comes after chunks in ASCII.
    content = (
        "id;text\n"
        + "".join(f"{row};plain\n" for row in range(99))
        + table(text, 60).removeprefix("id;text\n")
    )
    whole, chunks = (
        read(content.encode(encoding), **limits)
        for limits in ({}, {"whole_bytes": 500, "chunk_bytes": 400, "sample_rows": 10_000})
    )
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)
    assert whole.notes == chunks.notes


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("koi8_r", TEXTS["cp1251"][0]),
        ("cp866", TEXTS["cp1251"][0]),
        ("euc_jp", TEXTS["shift_jis"][0]),
        ("big5", "你好世界\n明天會下雨\n孩子們在院子裡玩"),
        ("cp949", "서울"),  # too short
    ],
)
def test_what_is_not_certain_is_an_error_that_asks_for_utf8_or_the_setting(encoding, text):
    with pytest.raises(BatchError) as caught:
        read(table(text).encode(encoding))
    assert (caught.value.kind, caught.value.row) == ("wrong_encoding", 2)
    assert "save the file as UTF-8, or name its encoding in the settings" in caught.value.message


@pytest.mark.parametrize(
    ("encoding", "text", "rival"),
    [
        ("cp1250", "Słupsk", "Windows-1250"),
        ("cp1250", "Kraków, Gdańsk", "Windows-1250"),
        ("cp1250", "Dvořák", "Windows-1250"),
        ("cp1250", "Szabó, Erdős", "Windows-1250"),
        ("cp1251", "Да", "Windows-1251"),
        ("shift_jis", "日付", "Shift-JIS"),
    ],
)
def test_a_guess_from_few_letters_names_the_encodings_that_fit_as_well(encoding, text, rival):
    content = "id;text\n" + "".join(f"{row};{text if row == 3 else 'plain words'}\n" for row in range(20))
    (note,) = read(content.encode(encoding)).notes
    assert "decoded as Windows-1252, a guess from its characters; they are few, and it may be " in note
    assert rival in note
    assert "name its encoding in the settings" in note
    assert read(content.encode(encoding), asked=encoding).notes == ()


@pytest.mark.parametrize(
    "text", ["José", "Köln", "it’s", "“fine” – really…", "5 °C", "20 €", "¿qué?", "½ cup"]
)
def test_a_guess_from_few_letters_that_no_other_encoding_fits(text):
    assert guess(table(f"plain words\n{text}").encode("cp1252")).rivals == ()


def test_the_only_encoding_that_has_a_byte_is_guessed_from_few_letters():
    content = "id;text\n" + "".join(f"{row};{'Źródło' if row == 3 else 'plain words'}\n" for row in range(20))
    assert read(content.encode("cp1250")).frame["text"].iloc[3] == "Źródło"


@pytest.mark.parametrize("encoding", ["koi8_r", "cp1251", "big5"])
def test_the_encoding_that_settings_name_is_used_without_a_note(encoding):
    text = "你好\n世界" if encoding == "big5" else TEXTS["cp1251"][0]
    result = read(table(text).encode(encoding), asked=encoding)
    pd.testing.assert_frame_equal(result.frame, read(table(text).encode()).frame)
    assert result.notes == ()


def test_settings_do_not_change_how_utf8_is_read():
    assert read(table("Größe").encode(), asked="koi8_r").frame["text"].iloc[0] == "Größe"
    assert read(table("Größe").encode("utf-16"), asked="koi8_r").frame["text"].iloc[0] == "Größe"


def test_a_file_that_is_not_in_the_encoding_of_the_settings_is_an_error():
    with pytest.raises(BatchError) as caught:
        read(table("Größe").encode("cp1252"), asked="ascii")
    assert (caught.value.kind, caught.value.row) == ("wrong_encoding", 2)
    assert "is not ascii" in caught.value.message


@pytest.mark.parametrize(
    "text",
    [
        "12 m³ and 5 km²",
        "it’s “fine” – really…",
        "5 °C, 20 €, © me",
        "José, Søren, François, Müller",
        "naïve café",
        "1 µm ± 2",
    ],
)
def test_symbols_and_names_of_several_languages_stay_windows_1252(text):
    content = table(text).encode("cp1252")
    assert guess(content).encoding == "cp1252"
    assert read(content).frame["text"].iloc[0] == text
