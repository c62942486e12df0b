"""The profile of a baseline: what a process computes of it once, for all its drift files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from common.verdict.document import BaselineFile
from functions.score.baseline.block_store import BlockFiles
from functions.score.baseline.settings import DatasetSettings
from functions.score.batch import MIN_ROWS, Batch, Kind
from functions.score.encoder import Encoder
from functions.score.texts.embedded import Embedded, EmbeddedTexts, embedded_vectors
from functions.score.texts.sampling import generator
from functions.score.texts.traits import Traits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from functions.score.statistics.effects import Effects
    from functions.score.statistics.texts.reference import Reference
    from functions.score.statistics.texts.sensitivity import Sensitivity

# What the process grows by for each small profile, beside the cells: measured with 3 and with 60 columns.
OBJECT_BYTES, COLUMN_BYTES = 30 * 1024, 4 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One version of a baseline, embedded.

    Attributes
    ----------
    file : key, etag and number of rows, as in the verdict.
    batch : the rows.
    dataset : the owner's settings.
    kinds : the kind of each compared column, in the file's order.
    because : why each of these columns is of its kind.
    texts : the embedded texts of each text column with enough texts to compare.
    vectors : the vectors of each embedding column with enough of them to compare.
    sensitivities : sensitivities of text columns that an earlier process stored.
    block_files : stored effects of its blocks; None if nothing is stored.
    """

    file: BaselineFile
    batch: Batch
    dataset: DatasetSettings
    kinds: Mapping[str, Kind]
    because: Mapping[str, str]
    texts: Mapping[str, EmbeddedTexts]
    vectors: Mapping[str, Embedded]
    sensitivities: "Mapping[str, Sensitivity]" = field(default_factory=dict)
    block_files: BlockFiles | None = None
    _references: "dict[str, Reference]" = field(default_factory=dict)
    _traits: dict[str, Traits] = field(default_factory=dict)
    _blocks: "dict[str, tuple[Effects, ...]]" = field(default_factory=dict)

    @property
    def text_columns(self) -> list[str]:
        """Names of the columns that are compared as text, in the file's order."""
        return [name for name, kind in self.kinds.items() if kind == "text"]

    @property
    def embedding_columns(self) -> list[str]:
        """Names of the columns that are compared as embeddings, in the file's order."""
        return [name for name, kind in self.kinds.items() if kind == "embedding"]

    @property
    def embedded(self) -> Mapping[str, Embedded]:
        """All columns that can be compared by their embeddings."""
        return {**self.texts, **self.vectors}

    def reference(self, column: str) -> "Reference":
        """Return what the comparison of a text or embedding column needs of the baseline alone."""
        from functions.score.statistics.texts.reference import Reference

        if column not in self._references:
            rng = generator(self.batch.digest(), f"reference {column}")
            sensitivity = self.sensitivities.get(column)
            rows = self.embedded[column]
            self._references[column] = Reference.of(rows.embeddings, rows.moments, rng, sensitivity)
        return self._references[column]

    def traits(self, column: str, encoder: Encoder) -> Traits:
        """Return the traits of a text column's embedded texts."""
        if column not in self._traits:
            texts = self.texts[column]
            self._traits[column] = Traits.of(texts.texts, encoder.unread(texts.read.texts))
        return self._traits[column]

    def block_effects(
        self, built_from: str, compute: "Callable[[], tuple[Effects, ...]]"
    ) -> "tuple[Effects, ...]":
        """Return the effects of each of the baseline's blocks, computed only if no process has done so.

        `built_from` names how, and all else that they depend on; see `comparison.blocks`.
        """
        if built_from not in self._blocks:
            effects = self.block_files.load(built_from) if self.block_files else None
            if effects is None:
                effects = compute()
                if self.block_files:
                    self.block_files.save(built_from, effects)
            self._blocks[built_from] = effects
        return self._blocks[built_from]

    def part(self, places: "NDArray[np.intp]", encoder: Callable[[], Encoder]) -> "Profile":
        """Return the profile of the rows at these places, in this order, of the same kinds."""
        rows = self.batch.part(places)
        texts, traits = {}, {}
        numbers = self.batch.row_numbers(places.tolist())
        for name, column in self.texts.items():
            at = {row: place for place, row in enumerate(column.rows)}
            pairs = [(at[number], row) for row, number in enumerate(numbers) if number in at]
            if len(pairs) >= MIN_ROWS:
                chosen = [place for place, _ in pairs]
                texts[name] = column.part(chosen, [row for _, row in pairs])
                traits[name] = self.traits(name, encoder()).part(chosen)
        vectors = {name: embedded_vectors(rows, name) for name in self.vectors}
        vectors = {name: column for name, column in vectors.items() if len(column.rows) >= MIN_ROWS}
        sensitivities = {name: self.reference(name).sensitivity for name in (*texts, *vectors)}
        return replace(
            self, batch=rows, texts=texts, vectors=vectors, sensitivities=sensitivities, _references={},
            _traits=traits, _blocks={}, block_files=None,
        )  # fmt: skip

    @property
    def size_bytes(self) -> int:
        """Approximate memory in bytes."""
        columns = sum(column.size_bytes for column in self.embedded.values())
        references = sum(reference.size_bytes for reference in list(self._references.values()))
        objects = OBJECT_BYTES + COLUMN_BYTES * len(self.batch.columns)
        return self.batch.size_bytes + columns + references + objects
