"""Numbers and tables in the card's format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calibration.wilson import Share


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table with all columns except the first right-aligned; it ends with an empty line."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n\n"


def rate(share: Share | None) -> str:
    """Return a rate with its standard error, such as `.95 ± .02`; a dash for none."""
    if share is None:
        return "–"
    return f"{short(share.rate)} ± {short(share.standard_error)}"


def short(number: float, digits: int = 2) -> str:
    """Return a number below 1 without its leading zero."""
    text = f"{number:.{digits}f}"
    return text.removeprefix("0") if 0 <= number < 1 and not text.startswith("1") else text


def percent(share: float) -> str:
    """Return a share in percent, with decimals only if it has any."""
    return f"{share * 100:g}%"


def image(title: str, name: str) -> str:
    """Return the link to a plot in the card's folder."""
    return f"![{title}](calibration/{name})\n\n"
