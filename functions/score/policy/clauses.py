"""The parts that sentences about all kinds of columns are made of."""

from common.verdict.figures import percents

WHOLE_TIMES = 10  # a factor of at least this much is written without decimals

Statement = tuple[str, list[str]]  # a clause, and the details in brackets after it


def moved(what: str, values: tuple[float, float], written: tuple[str, str]) -> str:
    """Return a change with its direction and both values, such as "mean rose from 40 to 46"."""
    return f"{what} {'rose' if values[1] > values[0] else 'fell'} from {written[0]} to {written[1]}"


def share_moved(what: str, before: float, after: float) -> str:
    """Return the change of a share, such as "missing values rose from 0% to 22%"."""
    return moved(what, (before, after), percents(before, after))


def times_as_often(factor: float) -> str:
    """Return how many times as often something happens, such as "10 times as often"."""
    times = max(factor, 1.0 / factor)
    written = f"{times:.2g}" if times < WHOLE_TIMES else f"{times:,.0f}"
    return f"{written} times {'as' if factor >= 1.0 else 'less'} often"
