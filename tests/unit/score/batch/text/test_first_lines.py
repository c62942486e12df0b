"""What precedes the header of a delimited file, and what separates its cells: whole and in chunks alike."""

import pytest
from delimited_files import EXPECTED, PLAIN, ROWS, error_of, read, same, written


def test_a_plain_file_has_no_notes():
    assert EXPECTED.notes == ()


@pytest.mark.parametrize("mark", [";", "\t", "|", ",", "^"])
@pytest.mark.parametrize("form", ["sep={}\n", "SEP={}\r\n", '"sep={}"\n', "sep={0};;\n"])
def test_excels_line_names_the_delimiter(mark, form):
    assert same(form.format(mark) + written(mark=mark)) == ()


def test_excels_line_after_a_byte_order_mark_and_in_a_tsv():
    assert same("\ufeffsep=;\n" + written(mark=";")) == ()
    assert same("sep=;\n" + written(mark=";"), "a.tsv") == ()


@pytest.mark.parametrize(
    "start", ["# exported\n# in 2026\n", "Sales 2026\n", "Report;Sales\nPeriod;2024-01\n\n", ";;\nSales;;\n"]
)
def test_what_follows_excels_line_is_handled_like_the_start_of_a_file(start):
    (note,) = same("sep=;\n" + start + written(mark=";"))
    assert note.startswith(f"{start.strip().count(chr(10)) + 1} line")
    assert "sep=" not in note


def test_excels_line_above_values_that_have_no_names():
    error = error_of("sep=;\n" + written(PLAIN[1:], mark=";"))
    assert (error.kind, error.row) == ("broken_csv", 2)


@pytest.mark.parametrize(
    "comments",
    [
        "# exported by reportd 4.2\n",
        "# exported by reportd 4.2\n# period: 2024-03\n",
        "#\n#one, two, three, four\n\n# it's 5\" long\n\n",
        "## version=4\r\n# a;b\r\n",
    ],
)
def test_comment_lines_are_skipped_with_a_note(comments):
    (note,) = same(comments + written())
    assert note.startswith(f"{comments.rstrip().count(chr(10)) + 1} line")
    assert "before the names of the columns were not read" in note


@pytest.mark.parametrize("start", ["#", "# exported\n#"])
def test_a_header_that_begins_with_a_number_sign_is_the_header(start):
    frame = read(start + written()).frame
    assert list(frame.columns) == ["#day", "amount", "city"]
    assert len(frame) == ROWS


def test_a_commented_header_with_a_space_is_the_header_if_values_follow():
    assert list(read("# " + written()).frame.columns) == ["# day", "amount", "city"]


def test_an_only_column_with_a_number_sign_keeps_its_name():
    rows = [["#topic"], *([f"word {n}"] for n in range(ROWS))]
    assert list(read(written(rows)).frame.columns) == ["#topic"]


def test_a_number_sign_in_a_cell_begins_no_comment():
    rows = [["topic", "n"], *([f"#word {n}", str(n)] for n in range(ROWS))]
    assert read(written(rows)).frame["topic"].iloc[0] == "#word 0"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_delimiter_at_the_end_of_every_line_makes_no_column(mark):
    assert same(written(mark=mark, tail=mark)) == ()


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_delimiter_at_the_end_of_every_row_but_the_header(mark):
    assert same(written(PLAIN[:1], mark) + written(PLAIN[1:], mark, tail=mark)) == ()


def test_a_delimiter_at_the_end_of_the_header_alone():
    assert same(written(PLAIN[:1], tail=",") + written(PLAIN[1:])) == ()


def test_an_only_column_whose_rows_end_with_a_delimiter():
    rows = [["text"], *([f"word {n}"] for n in range(ROWS))]
    frame = read(written(rows[:1]) + written(rows[1:], tail=";")).frame
    assert frame["text"].tolist() == [f"word {n}" for n in range(ROWS)]


@pytest.mark.parametrize("tails", [(";;", ";;"), ("", ";;"), (";", ";;"), (";;", ";")])
def test_two_delimiters_at_the_end_make_no_columns(tails):
    header, rows = tails
    assert same(written(PLAIN[:1], ";", tail=header) + written(PLAIN[1:], ";", tail=rows)) == ()


@pytest.mark.parametrize("header", ["", ";", ";;"])
@pytest.mark.parametrize("tail", [";", ";;", ";;;"])
def test_delimiters_at_the_end_of_some_rows(header, tail):
    some = written(PLAIN[1:20], ";", tail=tail) + written(PLAIN[20:], ";")
    assert same(written(PLAIN[:1], ";", tail=header) + some) == ()


def test_delimiters_at_the_end_of_some_rows_and_of_comments():
    some = written(PLAIN[1:20], ";", tail=";;") + written(PLAIN[20:], ";")
    (note,) = same("# a;b;c;;;\n" + written(PLAIN[:1], ";") + some)
    assert "1 line before" in note


def test_quoted_cells_before_delimiters_at_the_end_of_some_rows():
    rows = [["id", "text"], *([str(n), f'"a; ""b""\nc{n};;"'] for n in range(ROWS))]
    frame = read(written(rows[:20], ";") + written(rows[20:], ";", tail=";;")).frame
    assert frame["text"].tolist() == [f'a; "b"\nc{n};;' for n in range(ROWS)]


def test_empty_columns_with_names_stay():
    rows = [["id", "a", "b"], *([f"number {n}", "", ""] for n in range(ROWS))]
    assert list(read(written(rows, ";")).frame.columns) == ["id", "a", "b"]


def test_commas_at_the_end_of_some_texts_of_the_only_column_are_no_delimiters():
    rows = [["text"], *([f"word {n}" + "," * (n % 2)] for n in range(ROWS))]
    assert error_of(written(rows)).row == 3


def test_a_value_after_the_last_name_is_an_error_with_its_row():
    rows = written(PLAIN[:1]) + written(PLAIN[1:150], tail=",") + written(PLAIN[150:151], tail=",surplus")
    error = error_of(rows + written(PLAIN[151:], tail=","))
    assert (error.kind, error.row) == ("broken_csv", 151)
    assert "4 fields, but the header has 3 names" in error.message


def test_a_nameless_last_column_with_values_stays():
    rows = written(PLAIN[:1], tail=",") + written(PLAIN[1:150], tail=",") + written(PLAIN[150:], tail=",more")
    assert list(read(rows).frame.columns) == ["day", "amount", "city", "Unnamed: 3"]


@pytest.mark.parametrize("mark", ["^", "~", ":", "\x01", "\x1f"])
def test_rare_delimiters_are_found_if_they_split_every_line(mark):
    assert same(written(mark=mark)) == ()


def test_a_rare_delimiter_wins_over_commas_in_cells():
    rows = [PLAIN[0], *([day, amount, f"{city}, north"] for day, amount, city in PLAIN[1:])]
    assert read(written(rows, mark="^")).frame["city"].iloc[0] == "town 0, north"


@pytest.mark.parametrize("header", ["time", "note: text"])
def test_colons_in_texts_are_no_delimiters(header):
    rows = [[header], *([f"at {n % 24:02}:30" if n % 2 else "a: b: c"] for n in range(ROWS))]
    frame = read(written(rows, mark="|")).frame
    assert list(frame.columns) == [header]


@pytest.mark.parametrize("mark", ["§", "!", "¦", "&"])
def test_a_mark_in_every_line_of_the_only_column_gets_a_note(mark):
    (note,) = read(written(mark=mark)).notes
    assert "no delimiter was found" in note
    assert repr(mark) in note


@pytest.mark.parametrize("mark", [",", ";", "|"])
def test_a_tsv_without_tabs_is_read_by_its_delimiter_with_a_note(mark):
    (note,) = same(written(mark=mark), "a.tsv")
    assert "the name ends in .tsv" in note


def test_a_tsv_with_one_column_of_texts_stays_one():
    rows = [["text"], *([f"a, b and {n}"] for n in range(ROWS))]
    assert list(read(written(rows, mark="\t"), "a.tsv").frame.columns) == ["text"]
    assert read("a,b\n" + "no commas\n" * ROWS, "a.tsv").notes == ()


@pytest.mark.parametrize(
    "start", [b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\xef\xbb\xbf" * 3, "\ufeffï»¿".encode(), "ï»¿".encode()]
)
def test_byte_order_marks_are_no_part_of_the_first_name(start):
    assert same(start + written().encode()) == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_second_byte_order_mark_in_other_encodings(encoding):
    assert same(("\ufeff" + written()).encode(encoding)) == ()


def test_byte_order_marks_of_joined_files_are_no_part_of_a_cell():
    half = len(PLAIN) // 2
    assert same("\ufeff" + written(PLAIN[:half]) + "\ufeff" + written(PLAIN[half:])) == ()
