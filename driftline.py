"""Driftline as a library, `driftline.compare`, and as a program: `driftline`, or `python -m driftline`.

`common` and `functions` are plain names, so another package may hide one of ours. The name of this module is
unique, so it can still be imported and report that. It imports nothing of ours until it is called.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd
    import pyarrow as pa

    from common.verdict.document import Verdict
    from functions.score.report import Map

__all__ = ["Result", "ScoringError", "compare"]

PACKAGES = ("common", "functions")
INTERRUPTED = 130  # the exit code that shells report for a program that SIGINT ended
MOST_REASONS = 5  # in the repr of a result


class ScoringError(ValueError):
    """The data cannot be compared; the message is one line that names what is at fault."""


class Result:
    """The answer of `compare`; a notebook shows the report.

    Attributes
    ----------
    verdict : the whole verdict; `driftline schema` prints its JSON Schema.
    """

    def __init__(self, verdict: Verdict, maps: Mapping[str, Map]) -> None:
        self.verdict = verdict
        self._maps = maps

    @property
    def drifted(self) -> bool:
        """Whether there is drift."""
        return bool(self.verdict.drifted)

    @property
    def finding(self) -> str:
        """One of "drift", "no_drift" and "too_few_rows"."""
        return str(self.verdict.finding)

    @property
    def reasons(self) -> list[str]:
        """Sentences that explain the decision, the strongest reason first."""
        return list(self.verdict.reasons)

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as a dictionary of JSON values."""
        return self.verdict.model_dump(mode="json")

    def to_json(self) -> str:
        """Return the verdict as JSON."""
        return self.verdict.to_json().decode()

    def report(self, path: str | os.PathLike[str] | None = None) -> str:
        """Return the report, an HTML page, and write it to `path`, a whole file or none, if one is given."""
        from common import complete_file
        from functions.score.report import render

        page = render(self.verdict, self._maps)
        if path is not None:
            complete_file.write(Path(path), page)
        return page.decode()

    def __repr__(self) -> str:
        from common.printable import printable
        from common.verdict.headline import headline

        score = self.verdict.drift_score
        first = headline(self.verdict) + ("" if score is None else f" (drift score {score:.4f})")
        more = len(self.reasons) - MOST_REASONS
        last = [f"and {more} more reasons"] if more > 0 else []
        return "\n  ".join([first, *map(printable, self.reasons[:MOST_REASONS]), *last])

    def _repr_html_(self) -> str:
        from html import escape

        page = escape(self.report())
        frame = f'<iframe sandbox srcdoc="{page}" style="width: 100%; height: 40em; border: 0"></iframe>'
        return f'<pre style="white-space: pre-wrap">{escape(repr(self))}</pre>\n{frame}'


def compare(  # noqa: PLR0913 - every option is a keyword
    baseline: pd.DataFrame | pa.Table | str | os.PathLike[str],
    drift: pd.DataFrame | pa.Table | str | os.PathLike[str],
    *,
    text_columns: Hashable | Sequence[Hashable] | None = None,
    ignored: Hashable | Sequence[Hashable] | None = None,
    kinds: Mapping[Any, str] | None = None,
    policy: str | None = None,
    alpha: float | None = None,
    minimum_share: float | None = None,
    minimum_shift: float | None = None,
    time_moves_on: bool | None = None,
    alarm_on: str | Sequence[str] | None = None,
    show_rows: bool | None = None,
    full: bool = False,
    settings: Mapping[str, str] | None = None,
) -> Result:
    """Compare new data with a baseline.

    The first call loads the embedding model; later calls in the same process reuse it, from any thread.

    Parameters
    ----------
    baseline, drift : pandas DataFrame, pyarrow Table, path of a file, or "s3://bucket/key"
        A DataFrame's index is a column if it has a name, and is left out otherwise.
    text_columns : a column that is text, or a list of them; by default they are detected in the baseline.
    ignored : a column to leave out, or a list of them.
    kinds : the kind of some columns, instead of the detected one: "text", "numeric", "categorical",
        "datetime", "boolean", "embedding" or "identifier".
    policy : "usual", which without earlier files is "calibrated", or "threshold" (the drift score alone).
    alpha : adjusted p-values up to this one are significant.
    minimum_share : the smallest share of rows whose change counts as drift.
    minimum_shift : the smallest shift of a numeric column that counts, in standard deviations.
    time_moves_on : later dates than the baseline's are no drift.
    alarm_on : the kinds of notes that are drift, such as "row_count".
    show_rows : verdict and report may quote texts, categories and dates.
    full : embed every text, even of long columns, of which a sample is embedded otherwise.
    settings : variables such as {"DRIFTLINE_MODEL": "my-model"}; by default the environment's.

    Each option that is left out has the value in the settings file beside a baseline that is a path, or else
    the value in `settings`.

    Raises
    ------
    ScoringError
        If the data or an option is at fault.
    TypeError
        If `baseline`, `drift` or an option has the wrong type.
    ImportError
        If a package is not installed, or another package hides one of Driftline's.

    Examples
    --------
    >>> import pandas as pd
    >>> import driftline
    >>> baseline = pd.DataFrame({"price": [9.5, 11.0, 10.2, 9.9, 10.8] * 20})
    >>> driftline.compare(baseline, baseline).finding
    'no_drift'
    >>> result = driftline.compare(baseline, baseline - 2)
    >>> result.drifted
    True
    """
    check_packages()
    try:
        from functions.score.triggers import library
    except ModuleNotFoundError as error:
        raise ImportError(f"{error}: pip install 'driftline[score]'") from error
    from common.errors import DriftlineError
    from common.printable import printable

    dataset = {
        "kinds": kinds, "policy": policy, "alpha": alpha, "minimum_share": minimum_share,
        "minimum_shift": minimum_shift, "time_moves_on": time_moves_on, "alarm_on": alarm_on,
        "show_rows": show_rows,
    }  # fmt: skip
    columns = library.Columns(text_columns, ignored)
    try:
        answer = library.compare(baseline, drift, columns, dataset, full=full, environment=settings)
    except DriftlineError as error:
        raise ScoringError(printable(str(error))) from None
    return Result(answer.verdict, answer.maps)


def check_packages() -> None:
    """Raise ImportError, naming its path, if another package or module hides one of Driftline's."""
    for name in PACKAGES:
        places = _places(name)
        ours = Path(__file__).resolve().with_name(name)
        if places and ours not in (Path(place).resolve() for place in places):
            raise ImportError(
                f"{places[0]!r} hides Driftline's own package {name!r} ({str(ours)!r}): rename it, or remove "
                f"{str(Path(places[0]).parent)!r} from Python's path (PYTHONPATH, or the current folder)"
            )


def main() -> NoReturn:
    """Run the command line."""
    try:
        try:
            check_packages()
        except ImportError as error:
            sys.stderr.write(f"driftline: {error}\n")
            sys.exit(2)
        from functions.cli import main as run

        run()
    except KeyboardInterrupt:  # during the imports
        sys.exit(INTERRUPTED)


def _places(name: str) -> list[str]:
    """Return the folders of a package, or the file of a module; empty if Python finds neither."""
    try:
        spec = find_spec(name)
    except ValueError:  # a module made by hand, without a specification
        return [f"sys.modules[{name!r}]"]
    if spec is None:
        return []
    return list(spec.submodule_search_locations or ()) or ([spec.origin] if spec.origin else [])


if __name__ == "__main__":
    main()
