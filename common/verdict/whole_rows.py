"""The parts of a verdict on whole rows: duplicates, columns that go together, segments."""

from pydantic import AwareDatetime, Field

from common.verdict.column import Part, Share


class WholeRowsVerdict(Part):
    """What is decided on whole rows, as on a column."""

    p_value: Share | None
    p_adjusted: Share | None
    effect: float | None = Field(None, description="The size of the change, beyond chance.")
    threshold: float | None
    usual: float | None = Field(None, description="Up to this size the effect is usual, and no drift.")
    since: AwareDatetime | None = Field(
        None, description="The time of the file in which this change alarmed; it has stayed since."
    )
    drifted: bool

    @property
    def subject(self) -> tuple[str, ...]:
        """The names of what moved most; empty if it is the rows as wholes."""
        return ()


class RowsVerdict(WholeRowsVerdict):
    """Duplicate rows: rows that repeat an earlier row of the same file."""

    duplicated_before: Share = Field(description="Share of the baseline's rows that are duplicates.")
    duplicated_after: Share = Field(description="Share of the drift file's rows that are duplicates.")


class PairSide(Part):
    """A pair of columns in one file."""

    rows: int = Field(ge=0, description="Rows with a value in both columns.")
    correlation: float = Field(
        ge=-1,
        le=1,
        description="Rank correlation of two columns of numbers, or correlation of two levels of categories.",
    )
    shares: list[list[Share]] = Field(
        description="Shares of the rows by the ranks of both columns, rising; of a level: without, with."
    )


class DependenceVerdict(WholeRowsVerdict):
    """The pair of columns whose relation changed most; the effect is a change of correlation, in [0, 2]."""

    columns: tuple[str, str]
    levels: tuple[str | None, str | None] = Field(
        description="Of columns of categories, the levels that were compared; null for columns of numbers."
    )
    before: PairSide
    after: PairSide

    @property
    def subject(self) -> tuple[str, ...]:
        """The pair of columns."""
        return self.columns


class SegmentVerdict(WholeRowsVerdict):
    """The segment (the rows of one category) whose numbers moved most relative to the other segments.

    The effect is how much further it moved than the others, in robust baseline standard deviations.
    """

    segment: str = Field(description="The column of categories.")
    category: str
    column: str = Field(description="The column of numbers.")
    share_before: Share = Field(description="The segment's share of the baseline's rows.")
    share_after: Share = Field(description="The segment's share of the drift file's rows.")
    mean_before: float = Field(description="Of the segment's numbers in the baseline.")
    mean_after: float

    @property
    def subject(self) -> tuple[str, ...]:
        """The segment and the column of numbers."""
        return self.segment, self.category, self.column
