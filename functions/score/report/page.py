"""The page: one document of limited size, with every value escaped."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from common.verdict import figures
from common.verdict.document import Verdict
from common.verdict.usual import BUDGETED
from functions.score.report import wording
from functions.score.report.contents import Limits, contents_of
from functions.score.report.map import Map

if TYPE_CHECKING:
    import jinja2

MOST_BYTES = 300_000
# How much is shown: the first of these that keeps the page below MOST_BYTES. The last one always does.
LIMITS = (
    Limits(texts=12, drawn=40, listed=500, points=3200, items=20),
    Limits(texts=6, drawn=20, listed=200, points=1600, items=12),
    Limits(texts=3, drawn=10, listed=80, points=1200, items=8),
    Limits(texts=1, drawn=3, listed=30, points=800, items=5),
)


def render(verdict: Verdict, maps: Mapping[str, Map] | None = None) -> bytes:
    """Return the report of a verdict: HTML in UTF-8, below MOST_BYTES, without script or network.

    Parameters
    ----------
    maps : the maps of text columns, by name.
    """
    page = b""
    for limits in LIMITS:
        shown = contents_of(verdict, maps or {}, limits)
        page = _template().render(verdict=verdict, page=shown).encode("utf-8", errors="replace")
        if len(page) < MOST_BYTES:
            break
    return page


def prepare() -> None:
    """Compile the page's templates, which takes longer than filling them."""
    environment = _environment()
    for name in environment.list_templates(extensions=["j2", "css"]):
        environment.get_template(name)


def _template() -> "jinja2.Template":
    return _environment().get_template("page.html.j2")


@lru_cache(maxsize=1)
def _environment() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.globals["budgeted"] = BUDGETED
    environment.filters |= {
        "label": wording.label,
        "correlation": figures.correlation,
        "number": figures.number,
        "numbers": figures.numbers,
        "p_equals": figures.p_equals,
        "percent": figures.percent,
        "probability": figures.probability,
        "short": wording.shortened,
        "size": figures.size,
        "whole_p_values": wording.whole_p_values,
    }
    return environment


def _finalized(value: object) -> object:
    """Shorten every text on the page; leave markup, and what is plain and short already, as it is."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    plain = value.isprintable() and len(value) <= wording.MOST_CHARACTERS
    return value if plain else wording.shortened(value)
