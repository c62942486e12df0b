"""What a reader of a format returns."""

from typing import TYPE_CHECKING, NamedTuple

from functions.score.batch.rows import SampledRows

if TYPE_CHECKING:
    import pyarrow as pa


class ReadTable(NamedTuple):
    """The table of a file.

    Attributes
    ----------
    table : all rows of the file, or a sample of them.
    sample : which rows these are; None if they are all.
    notes : what the verdict should say about how the file was read, as sentences.
    """

    table: "pa.Table"
    sample: SampledRows | None = None
    notes: tuple[str, ...] = ()
