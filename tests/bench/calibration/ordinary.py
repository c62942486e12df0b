"""How often an ordinary batch of a real stream alarms: the streams page's first files, on the card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from streams import measured
from streams.sections import alarms_on_first_files

from calibration import prose

if TYPE_CHECKING:
    from calibration.cells import Runner
    from calibration.plan import Plan


def measure(chosen: Plan, runner: Runner) -> dict[str, Any]:
    """Return the alarms by stream; a machine that has made the streams page has them already."""
    return measured.first(chosen.ordinary, runner)


def section(chosen: Plan, results: dict[str, Any]) -> str:
    """Render the alarms."""
    introduction = prose.ORDINARY.format(blocks=chosen.ordinary.blocks, most=chosen.ordinary.first_files)
    return introduction + alarms_on_first_files(chosen.ordinary, results)
