"""Everything measured about one drift file, before any decision."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from common.verdict.document import Model
from functions.score import batch
from functions.score.baseline.profile import Profile
from functions.score.comparison import table
from functions.score.comparison.embedding_column import VectorColumn
from functions.score.comparison.file_notes import file_notes
from functions.score.comparison.left_out import not_left_out, unread
from functions.score.comparison.matching import matched
from functions.score.comparison.text_column import (
    Column,
    Measured,
    Question,
    compare_column_traits,
    embed_first_sample,
    measure,
    without_texts,
)
from functions.score.comparison.text_traits import MOST_WEIGHT
from functions.score.encoder import ModelIdentity
from functions.score.policy import FileEvidence, Plan, ScoredText
from functions.score.runtime.single_thread import use_one_thread
from functions.score.texts.embedded import Embedded
from functions.score.texts.embedder import Embedder
from functions.score.texts.sampling import generator

if TYPE_CHECKING:
    import numpy as np

    from functions.score.statistics.evidence import ColumnEvidence
    from functions.score.statistics.hypothesis import Hypothesis

BROKEN = ("removed", "retyped", "reformatted")  # changes that are drift by themselves


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The evidence on a drift file, and what its explanation needs.

    Attributes
    ----------
    evidence : everything the policy decides on.
    schema_changes : columns that were added, removed, retyped, reformatted or reordered.
    unread : columns that were not read in a file, each with what it holds ("lists of text").
    embedded : the drift file's text columns, embedded, and its embedding columns.
    model : the model that embedded the texts; None if there are none.
    seed : derived from the contents of both files, so that reruns draw the same numbers.
    """

    evidence: FileEvidence
    schema_changes: tuple[table.SchemaChange, ...]
    unread: Mapping[str, str]
    embedded: Mapping[str, Embedded]
    model: Model | None
    seed: bytes

    def rng(self, purpose: str) -> "np.random.Generator":
        """Return the random generator for one purpose, such as the explanation of a column."""
        return generator(self.seed, purpose)


def compare(
    drift: batch.Batch, baseline: Profile, plan: Plan, embedder: Embedder, *, show_values: bool = True
) -> Comparison:
    """Measure every column of two files.

    `show_values`: whether the evidence may quote categories, dates and unreadable cells.
    """
    seed = baseline.batch.digest() + drift.digest()
    as_read, (drift, retyped, aside) = drift, matched(drift, baseline.batch)
    texts = {name: batch.texts(drift, name) for name in baseline.text_columns if name in drift.columns}
    measurable = {name: column for name, column in texts.items() if name in baseline.texts and column.enough}
    embedder = replace(embedder, sampling=embedder.sampling.shared(len(baseline.texts)))
    # The first samples are embedded before anything is compared: meanwhile the statistics are imported.
    first = {
        name: embed_first_sample(name, whole, baseline.texts[name], seed, embedder)
        for name, whole in measurable.items()
    }
    with embedder.stopwatch.measuring("compare"):
        use_one_thread()
        others = table.compare_columns(
            baseline.batch,
            drift,
            kinds=baseline.kinds,
            rng=generator(seed, "table"),
            time_moves_on=plan.time_moves_on,
            show_values=show_values,
        )
        missing = {name: table.missing_cells(name, baseline.batch, drift) for name in texts}
        vectors = [
            VectorColumn.of(name, baseline.batch, drift)
            for name in baseline.embedding_columns
            if name in drift.columns
        ]
        references = {name: baseline.reference(name) for name in measurable}
        traits = {
            name: compare_column_traits(baseline, name, first[name], embedder, show_values=show_values)
            for name in measurable
        }
    tested = len(measurable) + len(vectors) + sum(column.p_value is not None for column in others.columns)
    on_rows = len(others.whole_rows)
    measured = {
        name: measure(
            Column(name, baseline.texts[name], references[name], whole, first[name], traits[name]),
            Question(plan, plan.comparisons(tested * (1 + len(missing[name]) + MOST_WEIGHT), on_rows)),
            seed,
            embedder,
        )
        for name, whole in measurable.items()
    }
    with embedder.stopwatch.measuring("compare"):
        use_one_thread()
        embeddings = {
            one.name: one.score(baseline, Question(plan, plan.comparisons(tested * one.tests, on_rows)), seed)
            for one in vectors
            if one.name in baseline.vectors and one.is_measurable
        }
    evidence = _text_evidence(baseline, drift, texts, measured, missing)
    evidence |= {column.name: column.evidence(embeddings.get(column.name)) for column in vectors}
    scored = {name: column.scored for name, column in measured.items()} | embeddings
    changes = (*retyped, *(change for change in others.schema_changes if change.column not in aside))
    changes = not_left_out(baseline, as_read, changes)
    return Comparison(
        evidence=replace(
            _file_evidence(baseline, drift, others, evidence, scored, changes),
            notes=(*file_notes(baseline.batch, as_read), *others.notes),
        ),
        schema_changes=changes,
        unread=unread(baseline, drift, aside),
        embedded={name: column.texts for name, column in measured.items()}
        | {column.name: column.drift for column in vectors if column.drift},
        model=_model(embedder.encoder.model) if measured else None,
        seed=seed,
    )


def _file_evidence(
    baseline: Profile,
    drift: batch.Batch,
    others: "table.TableEvidence",
    texts: "dict[str, ColumnEvidence]",
    scored: Mapping[str, ScoredText],
    changes: tuple[table.SchemaChange, ...],
) -> FileEvidence:
    """Return the evidence of all columns, texts and embeddings among them, in the baseline's order."""
    columns = {column.name: column for column in others.columns} | texts
    for name in columns.keys() - {change.column for change in changes if change.kind == "reformatted"}:
        columns[name] = table.with_padding(columns[name], baseline.batch.frame[name], drift.frame[name])
    embedded = (*baseline.text_columns, *baseline.embedding_columns)
    return FileEvidence(
        columns=tuple(columns[name] for name in baseline.kinds if name in columns),
        texts=scored,
        whole_rows=others.whole_rows,
        broken=_broken(changes, baseline),
        unscored=tuple(name for name in embedded if name not in scored),
        rows=(baseline.batch.rows, drift.rows),
    )


def _text_evidence(
    baseline: Profile,
    drift: batch.Batch,
    texts: Mapping[str, batch.Texts],
    measured: Mapping[str, Measured],
    missing: "Mapping[str, tuple[Hypothesis, ...]]",
) -> "dict[str, ColumnEvidence]":
    """Return the evidence of each text column that both files have."""
    rows = baseline.batch.total_rows, drift.total_rows
    evidence = {}
    for name, whole in texts.items():
        if name in measured:
            evidence[name] = measured[name].evidence(name, baseline.texts[name], missing[name], rows)
        else:
            counts = batch.texts(baseline.batch, name).total, whole.total
            evidence[name] = without_texts(name, counts, missing[name], rows)
    return evidence


def _broken(changes: tuple[table.SchemaChange, ...], baseline: Profile) -> tuple[table.SchemaChange, ...]:
    """Return the changes of compared columns that are drift by themselves."""
    compared = [name for name, kind in baseline.kinds.items() if kind in batch.COMPARED_KINDS]
    columns = {*compared, *batch.taken_apart(compared)}
    return tuple(change for change in changes if change.kind in BROKEN and change.column in columns)


def _model(model: ModelIdentity) -> Model:
    return Model(name=model.name, fingerprint=model.fingerprint, engine=model.engine)
