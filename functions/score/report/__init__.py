"""The report: the verdict as one page of HTML that needs no script and no network.

page          the page: one document of limited size
contents      what the page shows, in which order, and how much of it
distribution  a column's values in both files
map           the rows of a text column as points of a plane
charts        the charts, as SVG
wording       texts as the page writes them
"""

from functions.score.report.map import Map
from functions.score.report.page import MOST_BYTES, prepare, render

__all__ = ["MOST_BYTES", "Map", "prepare", "render"]
