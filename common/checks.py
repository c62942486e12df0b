"""One part of a set-up as an operator sees it: whether it is in order, and what to do if it is not."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from common.errors import DriftlineError, StoreRefused

# Driftline's own users may only do their work: an operator's questions need more.
ADMINISTRATOR = "needs the administrator's credentials"
CREDENTIALS = "Run it with the credentials of `driftline bootstrap`"


class State(StrEnum):
    """Whether a part is in order."""

    OK = "ok"
    UNKNOWN = "unknown"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found out about one part.

    Attributes
    ----------
    name : of the part, such as "workers".
    state : PROBLEM if a person is needed, UNKNOWN if that could not be found out.
    detail : what was found, in a few words.
    fix : what to do, as a sentence without final period; "" if there is nothing to do.
    values : the details for a program: numbers, names, times.
    """

    name: str
    state: State
    detail: str
    fix: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


def ok(name: str, detail: str, **values: object) -> Check:
    """Return that a part is in order."""
    return Check(name, State.OK, detail, values=values)


def problem(name: str, detail: str, fix: str, **values: object) -> Check:
    """Return that a part needs a person."""
    return Check(name, State.PROBLEM, detail, fix, values)


def unknown(name: str, detail: str, fix: str = "", **values: object) -> Check:
    """Return that the state of a part could not be found out."""
    return Check(name, State.UNKNOWN, detail, fix, values)


def worst(checks: Iterable[Check]) -> State:
    """Return the state of the whole: PROBLEM if a part has one, otherwise UNKNOWN if a part is.

    >>> worst([ok("store", "answers"), unknown("broker", "does not answer")])
    <State.UNKNOWN: 'unknown'>
    """
    states = {check.state for check in checks}
    return next((state for state in (State.PROBLEM, State.UNKNOWN) if state in states), State.OK)


def found_out(name: str, look: Callable[[], list[Check]], fix: str = "") -> list[Check]:
    """Return what `look` returns, or one unknown part if it cannot find out.

    Parameters
    ----------
    name : of the part, if it is unknown.
    look : returns checks, or raises a DriftlineError.
    fix : what to do then, unless only the user's rights are missing.
    """
    try:
        return look()
    except StoreRefused as error:
        denied = "AccessDenied" in str(error)
        return [unknown(name, ADMINISTRATOR if denied else str(error), CREDENTIALS)]
    except DriftlineError as error:
        return [unknown(name, str(error), fix)]
