"""Everything measured about one drift file, before any decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.verdict.document import Model
from functions.score import batch, table
from functions.score.encoder import ModelIdentity
from functions.score.policy import REPEATED_ROWS_WEIGHT, FileEvidence, Policy
from functions.score.profile import EmbeddedTexts, Profile
from functions.score.runtime.single_thread import use_one_thread
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.sampling import generator
from functions.score.text_column import Column, Question, embed_first_look, look_at
from functions.score.tools import Tools

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What was measured, and what an explanation is made of.

    Attributes
    ----------
    evidence : what the policy decides on.
    schema_changes : columns that came, went, moved or hold another type.
    texts : the drift file's text columns, embedded.
    policy : for whose decision it was measured.
    model : what embedded the texts; None where there are none.
    drift_rows : of the drift file in all, and those that were compared.
    seed : bytes that both files' contents decide: reruns draw the same numbers.
    """

    evidence: FileEvidence
    schema_changes: tuple[table.SchemaChange, ...]
    texts: Mapping[str, EmbeddedTexts]
    policy: Policy
    model: Model | None
    drift_rows: tuple[int, int]
    seed: bytes

    def rng(self, purpose: str) -> "np.random.Generator":
        """Return the generator of one purpose, such as a column's name."""
        return generator(self.seed, purpose)


def compare(
    drift: batch.Batch, baseline: Profile, policy: Policy, tools: Tools, stopwatch: Stopwatch
) -> Comparison:
    """Measure every column of two files; raises BatchError naming the file at fault."""
    batch.check_columns_present(drift, list(baseline.texts), baseline.batch.columns)
    texts = {name: batch.texts(drift, name) for name in baseline.texts}
    seed = baseline.batch.digest() + drift.digest()
    # Before anything is compared: what compares is imported beside it.
    embedded = {
        name: embed_first_look(name, whole, baseline.texts[name], seed, tools, stopwatch)
        for name, whole in texts.items()
    }
    with stopwatch.measuring("compare"):
        use_one_thread()
        compared = table.compare_columns(
            baseline.batch,
            drift,
            kinds=baseline.kinds,
            rng=generator(seed, "table"),
            time_moves_on=policy.used.time_moves_on is not False,
            show_values=tools.shows_rows(baseline.dataset),
        )
        others = {column.name: column for column in compared.columns}
        together = len(texts) + sum(column.p_value is not None for column in compared.columns)
        references = {name: baseline.reference(name) for name in texts}
        missing = {name: table.missing_cells(baseline.batch.frame[name], drift.frame[name]) for name in texts}
    looked = {
        name: look_at(
            Column(name, baseline.texts[name], references[name], whole, embedded[name]),
            Question(policy, together * (1 + len(missing[name])) + REPEATED_ROWS_WEIGHT),
            seed,
            tools,
            stopwatch,
        )
        for name, whole in texts.items()
    }
    scored = {name: found.scored for name, found in looked.items()}
    columns = [
        looked[name].evidence(
            name, baseline.texts[name], missing[name], (baseline.batch.total_rows, drift.total_rows)
        )
        if name in texts
        else others[name]
        for name in baseline.kinds
        if name in texts or name in others
    ]
    evidence = FileEvidence(
        columns=tuple(columns),
        texts=scored,
        duplicates=compared.duplicates,
        broken=tuple(
            change.sentence
            for change in compared.schema_changes
            if change.kind in ("removed", "retyped")
            and baseline.kinds.get(change.column) in batch.COMPARED_KINDS
        ),
        rows=(baseline.batch.rows, drift.rows),
    )
    return Comparison(
        evidence=evidence,
        schema_changes=compared.schema_changes,
        texts={name: found.texts for name, found in looked.items()},
        policy=policy,
        model=_model(tools.encoder().model) if texts else None,
        drift_rows=(drift.total_rows, drift.rows),
        seed=seed,
    )


def _model(model: ModelIdentity) -> Model:
    return Model(name=model.name, fingerprint=model.fingerprint, engine=model.engine)
