"""The comparison of all columns except texts and embeddings."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.batch import Batch, Kind
from functions.score.batch.cell_forms.missing import MISSING
from functions.score.comparison.table import categories, date_formats, dates, identifiers, numbers, schema
from functions.score.comparison.table.evidence import TableEvidence
from functions.score.comparison.table.notes import old_dates, order_notes
from functions.score.comparison.table.whole_rows import WholeRows
from functions.score.comparison.table.words import example, with_words, words_of
from functions.score.statistics.columns import categorical, datetimes, numeric
from functions.score.statistics.columns import identifiers as identifier_statistics
from functions.score.statistics.columns.decimals import with_decimals_of
from functions.score.statistics.columns.missing import Absent
from functions.score.statistics.evidence import ColumnEvidence
from functions.score.statistics.hypothesis import Hypothesis, column_evidence
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn

if TYPE_CHECKING:
    import pandas as pd

    from common.verdict.document import SchemaChange
    from common.verdict.note import Note

Pair = tuple["pd.Series", "pd.Series"]


def compare_columns(
    baseline: Batch,
    drift: Batch,
    *,
    kinds: Mapping[str, Kind],
    rng: np.random.Generator,
    time_moves_on: bool = True,
    show_values: bool = True,
) -> TableEvidence:
    """Compare every column of `kinds` that both files have.

    Parameters
    ----------
    kinds : of the baseline's columns, see batch.decided_kinds; columns without one are ignored.
    rng : for the Monte Carlo tests.
    time_moves_on : dates later than the baseline's are not drift; only their pattern is compared.
    show_values : whether categories, dates and unreadable cells may be quoted; otherwise "category 1", ...
    """
    ignored = [name for name in baseline.columns if name not in kinds]
    unread = baseline.ignored, drift.ignored
    ordered = "" not in drift.optional
    changes = schema.schema_changes(
        baseline.columns, drift.columns, ignored=ignored, unread=unread, ordered=ordered
    )
    comparison = _Comparison((baseline, drift), rng, time_moves_on, show_values)
    in_both = set(drift.columns)
    columns = []
    for name, kind in kinds.items():
        if name in in_both:
            after = with_words(drift.frame[name], drift.missing_words.get(name), baseline.frame[name], kind)
            evidence = comparison.column(name, kind, (baseline.frame[name], after))
            columns += [evidence] if evidence else []
    notes = () if baseline.sample or drift.sample else order_notes(comparison.whole.trends())
    return TableEvidence(
        tuple(columns),
        comparison.whole.evidence(),
        (*changes, *comparison.broken),
        (*comparison.notes, *notes),
    )


def missing_cells(name: str, baseline: Batch, drift: Batch) -> tuple[Hypothesis, ...]:
    """Return the hypothesis that a text column has the same share of missing cells; empty if it has none."""
    missing = (baseline.once(name, words_of).missing, words_of(drift.frame[name]).missing)
    return Absent((baseline.rows, drift.rows), missing).hypotheses()


class _Comparison:
    """The state of one comparison: what its columns share, and what they add to."""

    def __init__(
        self,
        files: tuple[Batch, Batch],
        rng: np.random.Generator,
        time_moves_on: bool,  # noqa: FBT001 - passed by name above
        show_values: bool,  # noqa: FBT001
    ) -> None:
        self.baseline, self.whole = files[0], WholeRows((files[0].rows, files[1].rows), rng)
        self.rng, self.time_moves_on, self.show_values = rng, time_moves_on, show_values
        self.broken: list[SchemaChange] = []  # retyped and reformatted columns
        self.notes: list[Note] = []
        self._compare: dict[Kind, Callable[[str, Pair], ColumnEvidence | None]] = {
            "numeric": self._numeric,
            "categorical": self._categorical,
            "boolean": self._boolean,
            "datetime": self._datetime,
            "identifier": self._identifier,
            "empty": self._empty,
            "text": self._text,
            "embedding": self._embedding,
        }

    def column(self, name: str, kind: Kind, columns: Pair) -> ColumnEvidence | None:
        """Return the evidence of one column; None for texts and embeddings, which are only hashed."""
        return self._compare[kind](name, columns)

    def _numeric(self, name: str, columns: Pair) -> ColumnEvidence:
        before, after, rewritten = numbers.read(*columns)
        self.broken += [schema.reformatted(name, f"the file writes {what}") for what in rewritten]
        # Rounded numbers are equal more often: the baseline's are compared with the same decimals.
        self.whole.hashes.add(with_decimals_of(before.cells, after.cells), after.cells)
        self.whole.relate(NumberColumn(name, before.cells, after.cells))
        unreadable = before.unreadable, after.unreadable
        absent = self._absent(name, "numeric", columns, (before.missing, after.missing), unreadable)
        return numeric.compare(name, before.cells, after.cells, absent, self.rng)

    def _datetime(self, name: str, columns: Pair) -> ColumnEvidence:
        writing = dates.writing_of(columns[0])
        own, rewritten = date_formats.of_drift_file(*columns, writing)
        self.broken += [schema.reformatted(name, f"the file writes {rewritten}")] if rewritten else []
        before, after = dates.read(columns[0], writing), dates.read(columns[1], own)
        if not self.time_moves_on:  # later dates would make every row of the drift file new
            self.whole.hashes.add(before.cells, after.cells)
        unreadable, missing = (before.unreadable, after.unreadable), (before.missing, after.missing)
        if writing.shows == "dates":
            self.notes += old_dates(name, before.present, after.present)
        hint = dates.other_reading(columns[1], own, after.unreadable)
        absent = self._absent(name, "datetime", columns, missing, unreadable, hint)
        clock = datetimes.Clock(writing.shows, moves_on=self.time_moves_on, local=writing.form.local)
        evidence = datetimes.compare(name, before.present, after.present, absent, clock, self.rng)
        return evidence if self.show_values else dates.without_dates(evidence)

    def _boolean(self, name: str, columns: Pair) -> ColumnEvidence:
        coded = categories.read_booleans(*columns)
        if coded.unreadable[1].any() and all(column.dtype.kind in "iuf" for column in columns):
            coded = categories.read(*columns, show_values=self.show_values)  # 2 beside 0 and 1 is a new code
        return self._coded(name, "boolean", columns, coded)

    def _categorical(self, name: str, columns: Pair) -> ColumnEvidence:
        coded = categories.read(*columns, show_values=self.show_values)
        self.broken += [schema.reformatted(name, sentence) for sentence in coded.reformatted]
        if not np.isin(coded.codes[1], coded.codes[0]).any():
            self._note_type(name, "categorical", columns)
        return self._coded(name, "categorical", columns, coded)

    def _coded(self, name: str, kind: Kind, columns: Pair, coded: categories.Coded) -> ColumnEvidence:
        self.whole.hashes.add(*(codes.astype(np.int64) for codes in coded.codes))
        absent = self._absent(name, kind, columns, coded.missing, coded.unreadable)
        hidden = kind == "categorical" and not self.show_values
        names = categories.numbered(coded.names) if hidden else coded.names
        self.whole.relate(CategoryColumn(name, *coded.codes, names))
        evidence = categorical.compare(name, kind, coded.codes, names, absent, self.rng)
        return replace(evidence, notes=(*coded.notes, *evidence.notes))

    def _identifier(self, name: str, columns: Pair) -> ColumnEvidence:
        read = identifiers.read(self.baseline.once(name, identifiers.Baseline.of), columns[1])
        new = read.of_new_format
        present = int(np.count_nonzero(read.formats[0] >= 0)), int(np.count_nonzero(read.formats[1] >= 0))
        if schema.is_retyped(present, (0, int(np.count_nonzero(new)))):
            self._note_type(name, "identifier", columns)
        unusual = example(columns[1], new, show_values=self.show_values)
        absent = Absent((len(columns[0]), len(columns[1])), read.missing)
        return identifier_statistics.compare(name, read.values, read.formats, absent, unusual)

    def _empty(self, name: str, columns: Pair) -> ColumnEvidence:
        return self._missing_alone(name, "empty", columns, "the baseline has no values in this column")

    def _text(self, name: str, columns: Pair) -> None:
        """Hash the texts; `comparison.text_column` compares them."""
        self._note_type(name, "text", columns)
        codes, _ = categories.aligned(*columns, self.baseline.once(name, words_of))
        self.whole.hashes.add(*(cells.astype(np.int64) for cells in codes), repeats_by_chance=False)

    def _embedding(self, name: str, columns: Pair) -> None:
        """Hash the vectors' fingerprints; `comparison.embedding_column` compares the vectors."""
        del name
        before, after = (column.to_numpy(dtype=np.float64, na_value=np.nan) for column in columns)
        self.whole.hashes.add(before, after, repeats_by_chance=False)

    def _missing_alone(self, name: str, kind: Kind, columns: Pair, reason: str) -> ColumnEvidence:
        """Compare only the missing cells; `reason`: why the values are not compared."""
        rows = len(columns[0]), len(columns[1])
        absent = Absent(rows, (words_of(columns[0], MISSING).missing, words_of(columns[1], MISSING).missing))
        hypotheses = [hypothesis for hypothesis in absent.hypotheses() if hypothesis.tests]
        notes = (f"only missing values were tested: {reason}",) if hypotheses else ()
        summaries = absent.summary(0), absent.summary(1)
        return column_evidence(name, kind, hypotheses, summaries, notes=notes, not_tested=reason)

    def _absent(
        self,
        name: str,
        kind: Kind,
        columns: Pair,
        missing: tuple[int, int],
        unreadable: tuple[NDArray[np.bool_], NDArray[np.bool_]],
        hint: str | None = None,
    ) -> Absent:
        """Return the cells without a value; `hint`: how the unreadable ones could be read."""
        rows = len(columns[0]), len(columns[1])
        before, after = (int(np.count_nonzero(cells)) for cells in unreadable)
        if not (before or after):
            return Absent(rows, missing)
        unread = example(columns[1], unreadable[1], show_values=self.show_values, hint=hint)
        if schema.is_retyped((rows[0] - missing[0], rows[1] - missing[1]), (before, after)):
            values = schema.values_now(columns[1].dtype.kind, unread, hint)
            self.broken.append(schema.retyped(name, schema.VALUES[kind], values))
        return Absent(rows, missing, (before, after), unread, schema.VALUES[kind])

    def _note_type(self, name: str, kind: Kind, columns: Pair) -> None:
        """Record a column of strings that has become numbers, dates or booleans."""
        before, after = columns
        values = schema.TYPE_NAMES.get(after.dtype.kind)
        if not values or before.dtype.kind in schema.TYPE_NAMES:
            return
        present = int(before.notna().sum()), int(after.notna().sum())
        if schema.is_retyped(present, (0, present[1])):
            self.broken.append(schema.retyped(name, schema.VALUES[kind], values))
