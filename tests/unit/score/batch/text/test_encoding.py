"""Which encoding a text file has, and which files are rejected."""

import codecs
import io

import pytest

from common.errors import BatchError
from functions.score import batch
from functions.score.batch.text.encoding import decode

GERMAN = "id,text\n1,Größe und Übermut\n2,schön war es\n"


def read(content, key="x.csv"):
    return batch.read(key, io.BytesIO(content), batch.Limits())


def error_of(content, key="x.csv"):
    with pytest.raises(BatchError) as caught:
        read(content, key)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"])
def test_detected_encodings(encoding):
    frame = read(GERMAN.encode(encoding)).frame
    assert list(frame.columns) == ["id", "text"]
    assert frame["text"].tolist() == ["Größe und Übermut", "schön war es"]


def test_utf16_of_either_byte_order():
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        assert read(mark + GERMAN.encode(encoding)).frame["text"].iloc[0] == "Größe und Übermut"


def test_the_byte_order_mark_is_removed_from_json_lines_too():
    content = '{"text":"ü"}\n{"text":"b"}\n'.encode("utf-8-sig")
    assert read(content, "x.jsonl").frame["text"].tolist() == ["ü", "b"]


def test_the_euro_sign_and_curly_quotes_of_windows():
    assert read("text\n“5 €” is fine\nso\n".encode("cp1252")).frame["text"].iloc[0] == "“5 €” is fine"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_byte_order_mark(encoding):
    error = error_of(GERMAN.encode(encoding))
    assert error.kind == "wrong_encoding"
    assert "UTF-16 without a byte order mark" in error.message


def test_damaged_utf8_is_not_read_as_windows_1252_and_the_error_names_offset_and_row():
    start = "id,text\n1,Größe und Übermut\n2,sch".encode()
    error = error_of(start + b"\xff" + b"n\n")
    assert (error.kind, error.row) == ("wrong_encoding", 3)
    assert f"0xFF at offset {len(start)} (row 3)" in error.message


def test_the_error_about_truncated_utf16_names_offset_and_row():
    content = GERMAN.encode("utf-16")[:-1]
    error = error_of(content)
    assert (error.kind, error.row) == ("wrong_encoding", 3)
    assert f"offset {len(content) - 1} " in error.message


def test_a_byte_that_windows_1252_does_not_define():
    error = error_of(b"text\nplain words here\nand \x81 one\n")
    assert (error.kind, error.row) == ("wrong_encoding", 3)
    assert "0x81" in error.message


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1251", "Привет мир"), ("shift_jis", "こんにちは世界"), ("cp1253", "Καλημέρα")]
)
def test_8_bit_encodings_of_other_scripts_are_recognised(encoding, text):
    assert read(f"text\n{text}\n{text}\n".encode(encoding)).frame["text"].tolist() == [text, text]


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1251", "Да"), ("shift_jis", "東京"), ("koi8_r", "Привет")]
)
def test_8_bit_encodings_of_other_scripts_that_are_not_certain_are_rejected(encoding, text):
    error = error_of(f"text\n{text}\n{text}\n".encode(encoding))
    assert (error.kind, error.row) == ("wrong_encoding", 2)
    assert "UTF-8" in error.message


@pytest.mark.parametrize(("key", "row"), [("x.csv", 3), ("x.tsv", 3), ("x.jsonl", 3)])
def test_the_error_about_a_nul_byte_names_its_row(key, row):
    error = error_of(b"text\r\na\r\nb\0c\r\n", key)
    assert (error.kind, error.row) == ("nul_bytes", row)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_an_encoding_of_the_settings_that_needs_a_byte_order_mark(encoding):
    with pytest.raises(BatchError) as caught:
        decode("名前,年齢\n".encode("utf-16-le"), lambda: encoding)
    assert caught.value.kind == "wrong_encoding"
    assert f"not {encoding}: " in caught.value.message
