"""From packages to texts: the files are read, and read as their corpora write them."""

import io
import json
import sys
import tarfile
import zipfile

import pytest
from calibration import packages, sources
from calibration.cells import Cell, Runner
from calibration.packages import UnavailableError


def keep(folder, client, requirement, name, content):
    place = folder / f"{client}-{requirement}"
    place.mkdir(parents=True)
    (place / name).write_bytes(content)


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["He", "said", "``", "no", "''", "."], 'He said "no".'),
        (["Oh", ",", "(", "well", ")", "!"], "Oh, (well)!"),
        (["It", "is", "$", "5"], "It is $5"),
    ],
)
def test_words_are_joined_as_in_print(words, sentence):
    assert sources.detokenise(words) == sentence


def test_the_brown_corpus_loses_its_tags_and_its_short_and_long_lines(tmp_path):
    long = " ".join(["word/nn"] * 61)
    lines = f"\n\tThe/at jury/nn said/vbd it/pps did/dod ./.\n\tNo/rb ./.\n\t{long}\n"
    files = {"package/cats.txt": b"ca01 news\n", "package/ca01": lines.encode()}
    keep(tmp_path, "npm", sources.BROWN, "corpus.tgz", tarred(files))
    assert list(sources.brown(tmp_path)) == [("The jury said it did.", "news", "ca01")]


def test_articles_are_labelled_with_their_folder_and_cut_into_paragraphs(tmp_path):
    article = "A head line here\n\nThe bank said \xa35 was enough.\n".encode("latin-1")
    files = {"x/bbcnews/data/tech/001.txt": article, "x/bbcnews/code.py": b"raise SystemExit"}
    keep(tmp_path, "pip", sources.BBC, "bbc.whl", zipped(files))
    assert [text.label for text in sources.bbc_articles(tmp_path)] == ["tech"]
    assert list(sources.bbc_paragraphs(tmp_path)) == [("The bank said \xa35 was enough.", "tech", "tech/001")]


def test_reviews_are_unescaped_and_cut_into_sentences_with_their_year(tmp_path):
    table = (
        "\tdrugName\tcondition\treview\trating\tdate\tusefulCount\n"
        '1\tA\tPain\t"""I&#039;ve been on it for years. Good."""\tpositive\tMay 2, 2012\t7\n'
    )
    keep(tmp_path, "pip", sources.REVIEWS, "r.whl", zipped({"a/drugs.zip": zipped({"t.tsv": table})}))
    assert list(sources.reviews(tmp_path)) == [("I've been on it for years.", "Pain", "2012")]


def test_a_client_that_is_missing_or_refuses_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(packages.CLIENTS, "npm", ["no-such-client-here"])
    with pytest.raises(UnavailableError, match="npm is not installed"):
        packages.fetch("npm", "a@1", tmp_path)
    monkeypatch.setitem(packages.CLIENTS, "npm", [sys.executable, "-c", "raise SystemExit('not today')"])
    with pytest.raises(UnavailableError, match="npm failed: not today"):
        packages.fetch("npm", "a@1", tmp_path)


def test_a_kept_result_is_read_and_what_it_depends_on_makes_it_stale(tmp_path):
    cell = Cell("power", "a cell", dict, {"share": 0.1}, "code 1")
    place = cell.place(tmp_path)
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps({"calls": "01", "seconds": 3.0}))
    runner = Runner(tmp_path)
    assert runner.run([cell])["a cell"]["calls"] == "01"
    assert sum(runner.spent.values()) == 3.0
    runner.run([cell])
    assert sum(runner.spent.values()) == 3.0, "requested twice, computed once"
    assert not cell._replace(depends="code 2").place(tmp_path).exists()
    assert not cell._replace(arguments={"share": 0.2}).place(tmp_path).exists()
