"""The report: the verdict as one page of HTML that needs no script and no network."""

from functions.score.report.map import Map
from functions.score.report.page import MOST_BYTES, prepare, render

__all__ = ["MOST_BYTES", "Map", "prepare", "render"]
