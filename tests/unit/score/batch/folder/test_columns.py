import itertools

import pyarrow as pa
import pytest

from functions.score.batch.folder.columns import Columns, common_type

UNREAD = pa.list_(pa.null())


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (pa.int8(), pa.int64(), pa.int64()),
        (pa.int8(), pa.uint8(), pa.int64()),
        (pa.int64(), pa.uint64(), pa.float64()),
        (pa.int64(), pa.float32(), pa.float64()),
        (pa.decimal128(10, 2), pa.float64(), pa.float64()),
        (pa.decimal128(10, 2), pa.decimal128(4, 1), pa.float64()),
        (pa.date32(), pa.timestamp("ns"), pa.timestamp("us")),
        (pa.timestamp("us", "UTC"), pa.timestamp("s"), pa.timestamp("us")),
        (pa.duration("s"), pa.duration("ns"), pa.duration("us")),
        (pa.null(), pa.int64(), pa.int64()),
        (pa.null(), UNREAD, UNREAD),
        (pa.bool_(), pa.int64(), pa.string()),
        (pa.string(), pa.date32(), pa.string()),
        (pa.string(), pa.large_string(), pa.string()),
        (pa.string(), UNREAD, UNREAD),
        (pa.string(), pa.binary(), pa.binary()),
        (pa.binary(), pa.month_day_nano_interval(), UNREAD),
        (UNREAD, pa.list_(pa.float64()), UNREAD),
        (pa.string(), pa.list_(pa.float64()), UNREAD),
        (pa.list_(pa.float32()), pa.list_(pa.float64(), 3), pa.list_(pa.float64())),
    ],
)
def test_two_types_have_a_common_one_whichever_comes_first(one, other, common):
    assert common_type(one, other) == common_type(other, one) == common
    assert common_type(one, one) == one


CELLS = {
    pa.null(): [None, None],
    pa.int64(): [2**60 + 1, None],
    pa.uint64(): [2**63, 1],
    pa.float64(): [0.1, float("nan")],
    pa.bool_(): [True, None],
    pa.date32(): [0, 10**6],
    pa.timestamp("ns"): [1, None],
    pa.timestamp("ms", "Europe/Paris"): [0, 1],
    pa.decimal128(5, 2): [1, 2],
    pa.string(): ["é", ""],
    pa.time64("us"): [1, 2],
    UNREAD: [None, [None]],
    pa.binary(): [b"\xff", None],
    pa.list_(pa.float32()): [[0.5, 1.5], None],
    pa.list_(pa.int64(), 2): [[1, 2], [3, 4]],
}


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(CELLS, 2)))
def test_cells_of_any_two_types_are_brought_together(first, second):
    tables = [pa.table({"x": pa.array(CELLS[each], each)}) for each in (first, second)]
    columns = Columns()
    for table in tables:
        columns.add(table)
    joined = columns.table_of(tables)
    assert joined["x"].type == columns.types["x"] == common_type(first, second)
    assert len(joined) == 4
    joined.validate(full=True)


def test_a_column_that_one_part_lacks_has_missing_cells_there():
    columns = Columns()
    tables = [pa.table({"a": [1]}), pa.table({"b": ["x"], "a": [2]})]
    for table in tables:
        columns.add(table)
    assert columns.incomplete == ["b"]
    assert columns.table_of(tables).to_pydict() == {"a": [1, 2], "b": [None, "x"]}


def test_parts_that_write_one_zone_in_different_units_keep_its_clock():
    columns = Columns()
    units = [pa.timestamp(unit, "Asia/Tokyo") for unit in ("us", "ms")]
    tables = [pa.table({"at": pa.array([0], each)}) for each in units]  # 9 in the morning
    for table in tables:
        columns.add(table)
    assert [str(cell) for cell in columns.table_of(tables)["at"].to_pylist()] == ["1970-01-01 09:00:00"] * 2
