"""The parts that sentences about all kinds of columns are made of."""

from common.verdict.figures import percents

Statement = tuple[str, list[str]]  # a clause, and the details in brackets after it


def moved(what: str, values: tuple[float, float], written: tuple[str, str]) -> str:
    """Return a change with its direction and both values, such as "mean rose from 40 to 46"."""
    return f"{what} {'rose' if values[1] > values[0] else 'fell'} from {written[0]} to {written[1]}"


def share_moved(what: str, before: float, after: float) -> str:
    """Return the change of a share, such as "missing values rose from 0% to 22%"."""
    return moved(what, (before, after), percents(before, after))


def times_as_often(factor: float) -> str:
    """Return how many times as often something happens, such as "10 times as often"."""
    return f"{factor:.2g} times as often" if factor >= 1.0 else f"{1.0 / factor:.2g} times less often"
