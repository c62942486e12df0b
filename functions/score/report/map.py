"""The map of a text column: its rows as points of a plane."""

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Map:
    """A projection of a text column's rows onto a plane.

    Attributes
    ----------
    baseline, drift : one (x, y) per row, each in [0, 1]; y grows upwards. Points outside are moved to the
        edge; points that are not finite are left out.
    novel : for each point of `drift`, whether its row is among the most novel.
    explained : what the axes mean, in one sentence ("the two directions explain 31% of the variance").
    """

    baseline: Sequence[Point]
    drift: Sequence[Point]
    novel: Sequence[bool]
    explained: str

    def __post_init__(self) -> None:
        """Check that each drift point has a flag."""
        if len(self.novel) != len(self.drift):
            raise ValueError(
                f"{len(self.novel)} flags of novelty for {len(self.drift)} points of the drift file"
            )
