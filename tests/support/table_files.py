"""The same table as a file of each supported format."""

import bz2
import gzip
import io
import json
import lzma
import struct
import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import fastavro
import pyarrow as pa
import pyarrow.orc
import pyarrow.parquet
from pyarrow import feather

from common.file_formats import split

# No maintained library writes this old format; xlwt 1.3.0 wrote this file.
XLS = Path(__file__).parents[1] / "cases/formats/table.xls"
ROWS = 40
NAMES = ("id", "text", "amount", "day", "open")
WORDS = ("river", "stone", "cloud", "grass", "light")
COLUMNS = (
    list(range(1, ROWS + 1)),
    [None if row == 7 else f"{WORDS[row % 5]} and {WORDS[row % 3]}, {row}" for row in range(ROWS)],
    [row / 8 for row in range(ROWS)],
    [date(2026, 1, 1) + timedelta(days=row) for row in range(ROWS)],
    [row % 3 == 0 for row in range(ROWS)],
)


def content(extension):
    """Return the table as a file with this extension."""
    ending, compression = split(extension)
    return COMPRESSIONS[compression](WRITERS[ending]())


def zipped(plain, name="table.csv", method=zipfile.ZIP_DEFLATED):
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", method) as archive:
        archive.writestr(name, plain)
    return stored.getvalue()


COMPRESSIONS = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda plain: pa.compress(plain, "zstd", asbytes=True),
    ".zip": zipped,
}


def rows():
    return [dict(zip(NAMES, cells, strict=True)) for cells in zip(*COLUMNS, strict=True)]


def table():
    return pa.table(dict(zip(NAMES, COLUMNS, strict=True)))


def _delimited(mark):
    lines = [mark.join(NAMES)]
    for row in rows():
        text = "" if row["text"] is None else f'"{row["text"]}"'
        lines.append(mark.join([str(row["id"]), text, str(row["amount"]), str(row["day"]), str(row["open"])]))
    return "\n".join(lines).encode() + b"\n"


def _objects():
    return [{**row, "day": str(row["day"])} for row in rows()]


def _written(write):
    stored = io.BytesIO()
    write(table(), stored)
    return stored.getvalue()


def _write_stream(rows, file):
    with pa.ipc.new_stream(file, rows.schema) as stream:
        stream.write_table(rows)


def _avro():
    fields = {
        "id": "long",
        "text": ["null", "string"],
        "amount": "double",
        "day": {"type": "int", "logicalType": "date"},
        "open": "boolean",
    }
    schema = {
        "type": "record",
        "name": "row",
        "fields": [{"name": name, "type": kind} for name, kind in fields.items()],
    }
    stored = io.BytesIO()
    fastavro.writer(stored, schema, rows(), codec="deflate")
    return stored.getvalue()


def archive(members):
    """Return a ZIP archive of these members, as workbooks are."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as written:
        for name, member in members.items():
            written.writestr(name, member)
    return stored.getvalue()


def repacked(content, members):
    """Return a ZIP archive with some of its members replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return archive({name: members.get(name, opened.read(name)) for name in opened.namelist()})


def _days(day):
    return (day - date(1899, 12, 30)).days


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DATES = (
    f'<styleSheet xmlns="{SHEET}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def xlsx(sheets):
    """Return a workbook of sheets, each a list of rows of cells, by name."""
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "xl/styles.xml": DATES,
        **_relations([f"worksheets/sheet{number}.xml" for number in range(len(sheets))], "xml"),
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{name}" sheetId="{at + 1}" r:id="rId{at}"/>' for at, name in enumerate(sheets)
        )
        + "</sheets></workbook>",
    }
    for number, cells in enumerate(sheets.values()):
        body = "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in cells)
        members[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{SHEET}"><sheetData>{body}</sheetData></worksheet>'
        )
    return archive(members)


def _relations(targets, ending):
    target = f"xl/workbook.{ending}"
    parts = (
        "".join(
            f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="{each}"/>'
            for at, each in enumerate(targets)
        )
        + f'<Relationship Id="rIdStyles" Type="{OFFICE}/styles" Target="styles.{ending}"/>'
    )
    return {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId0" '
        f'Type="{OFFICE}/officeDocument" Target="{target}"/></Relationships>',
        f"xl/_rels/workbook.{ending}.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{parts}</Relationships>'
        ),
    }


def _xlsx_cell(cell):
    match cell:
        case None:
            return "<c/>"
        case bool():
            return f'<c t="b"><v>{int(cell)}</v></c>'
        case date():
            return f'<c s="1"><v>{_days(cell)}</v></c>'
        case str():
            return f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f"<c><v>{cell}</v></c>"


def ods(cells):
    office = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in cells)
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>',
            "content.xml": f'<office:document-content xmlns:office="{office}:office:1.0" '
            f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="Sheet1">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def _ods_cell(cell):
    kind = 'office:value-type="{}" office:{}="{}"'
    match cell:
        case None:
            return "<table:table-cell/>"
        case bool():
            value = kind.format("boolean", "boolean-value", str(cell).lower())
        case date():
            value = kind.format("date", "date-value", cell)
        case str():
            text = f"<text:p>{escape(cell)}</text:p>"
            return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
        case _:
            value = kind.format("float", "value", cell)
    return f"<table:table-cell {value}/>"


def xlsb(cells):
    size = struct.pack("<IIII", 0, len(cells) - 1, 0, len(cells[0]) - 1)
    sheet = [_record(129), _record(148, size), _record(145)]
    for row, each in enumerate(cells):
        sheet.append(_record(0, struct.pack("<I", row) + bytes(13)))
        sheet += [_xlsb_cell(column, cell) for column, cell in enumerate(each) if cell is not None]
    sheet += [_record(146), _record(130)]
    bundle = struct.pack("<II", 0, 1) + _wide("rId0") + _wide("Sheet1")
    members = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        **_relations(["worksheets/sheet0.bin"], "bin"),
        "xl/workbook.bin": b"".join(
            [_record(131), _record(143), _record(156, bundle), _record(144), _record(132)]
        ),
        # A format for dates, and two cell formats: the usual one, and that.
        "xl/styles.bin": b"".join(
            [
                _record(615, struct.pack("<I", 1)),
                _record(44, struct.pack("<H", 164) + _wide("yyyy-mm-dd")),
                _record(616),
                _record(617, struct.pack("<I", 2)),
                _record(47, struct.pack("<HH", 0, 0) + bytes(12)),
                _record(47, struct.pack("<HH", 0, 164) + bytes(12)),
                _record(618),
            ]
        ),
        "xl/worksheets/sheet0.bin": b"".join(sheet),
    }
    return archive(members)


def _record(kind, payload=b""):
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(payload), b""
    while size >= 0x80:
        size, length = size >> 7, length + bytes([size & 0x7F | 0x80])
    return number + length + bytes([size]) + payload


def _wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb_cell(column, cell):
    style = struct.pack("<II", column, 1 if isinstance(cell, date) else 0)
    match cell:
        case bool():
            return _record(4, style + bytes([cell]))
        case date():
            return _record(5, style + struct.pack("<d", _days(cell)))
        case str():
            return _record(6, style + _wide(cell))
    return _record(5, style + struct.pack("<d", cell))


def cells():
    return [list(NAMES), *map(list, zip(*COLUMNS, strict=True))]


WRITERS = {
    ".csv": lambda: _delimited(","),
    ".tsv": lambda: _delimited("\t"),
    ".jsonl": lambda: "".join(json.dumps(row) + "\n" for row in _objects()).encode(),
    ".ndjson": lambda: "".join(json.dumps(row) + "\n" for row in _objects()).encode(),
    ".json": lambda: json.dumps(_objects(), indent=1).encode(),
    ".parquet": lambda: _written(pyarrow.parquet.write_table),
    ".feather": lambda: _written(feather.write_feather),
    ".arrow": lambda: _written(_write_stream),
    ".ipc": lambda: _written(feather.write_feather),
    ".orc": lambda: _written(pyarrow.orc.write_table),
    ".avro": _avro,
    ".xlsx": lambda: xlsx({"Reviews": cells()}),
    ".xlsb": lambda: xlsb(cells()),
    ".xls": XLS.read_bytes,
    ".ods": lambda: ods(cells()),
}
