"""The charts, as SVG in which every value is escaped."""

from functions.score.report.charts.bars import bars, histogram
from functions.score.report.charts.points import points
from functions.score.report.charts.score import score_chart
from functions.score.report.charts.share import share_chart

__all__ = ["bars", "histogram", "points", "score_chart", "share_chart"]
