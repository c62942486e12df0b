"""The charts, as SVG in which every value is escaped.

score   the drift score and its levels
share   the share of changed rows, with its interval
bars    the shares of both files over the same cells
points  the map of a text column
tiles   how two columns go together
svg     elements of SVG
"""

from functions.score.report.charts.bars import bars, histogram
from functions.score.report.charts.points import points
from functions.score.report.charts.score import score_chart
from functions.score.report.charts.share import share_chart
from functions.score.report.charts.tiles import tiles

__all__ = ["bars", "histogram", "points", "score_chart", "share_chart", "tiles"]
