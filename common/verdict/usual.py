"""What the verdict states on what is usual: the earlier files, and how much batches differ anyway."""

from pydantic import Field

from common.verdict.column import Part

BUDGETED = 50  # files, the last ones, to which the budget of alarms applies


class History(Part):
    """The history that a verdict was made with: the same object gives the same verdict."""

    key: str
    etag: str
    files: int = Field(ge=1, description="How many of its files, the last ones, were looked at.")


class Variation(Part):
    """How much the batches of a stream differ from one another anyway."""

    source: str = Field(description="What it was learned from, or why it could not be.")
    batches: int = Field(ge=0, description="How many blocks and files it was learned from.")
    differ: bool = Field(
        description="Whether they differ by more than chance. If not, every significant change counts."
    )
    factor: float = Field(
        2.0, ge=1, description="Up to so many times the largest change of these blocks and files is usual."
    )
    alarms: int = Field(
        0,
        ge=0,
        description=f"How many of the last {BUDGETED} files alarmed. "
        "Each beyond the budget raises the factor.",
    )
