"""The drift score and its levels."""

from markupsafe import Markup

from functions.score.report.charts.svg import WIDTH, element, picture, short, text

HEIGHT = 104
LEFT, RIGHT = 66, WIDTH - 12
TOP, BOTTOM = 20, 84
ROWS = (42.0, 68.0)  # the heights of the marks
SHOWN = 0.3  # the least end of the scale: every level is visible
CHARACTER = 6.5  # about the width of a letter; a label without room is only in the description
BESIDE = 10  # between a mark and its number
NUMBER = 5 * CHARACTER  # "0.123"


def score_chart(
    score: float,
    debiased: float | None,
    bands: tuple[float, float],
    interval: tuple[float, float] | None = None,
) -> Markup:
    """Draw the score as a dot and the bias-corrected score as a ring; the distance between them is bias.

    Parameters
    ----------
    score : in [0, 2].
    debiased : may be below 0; None if it does not exist.
    bands : the scores from which a level is moderate and high, 0 < moderate <= high.
    interval : the error bar, drawn through the ring; None if it does not exist.
    """
    moderate, high = bands
    marks = [score, *([] if debiased is None else [debiased]), *(interval or ())]
    low, top = min(0.0, *marks, 0.0), max(SHOWN, high * 1.25, *(mark * 1.1 for mark in marks))

    def at(value: float) -> float:
        return LEFT + float((value - low) / (top - low)) * (RIGHT - LEFT)

    parts = [
        *_band(at(low), at(moderate), "none"),
        *_band(at(moderate), at(high), "moderate"),
        *_band(at(high), at(top), "high"),
        *_ticks([(at(value), f"{value:g}") for value in (0.0, moderate, high)]),
        text(LEFT - 10, ROWS[0] + 4, "score", anchor="end"),
        element("circle", class_="after mark", cx=at(score), cy=ROWS[0], r=5.5),
        _number(at(score), ROWS[0], f"{score:.3f}"),
    ]
    described = f"The score is {score:.3f}"
    if debiased is not None:
        between = f"M{short(at(debiased))} {short(ROWS[1])}L{short(at(score))} {short(ROWS[0])}"
        parts += [
            element("path", class_="between", d=between),
            *(_error_bar(at(interval[0]), at(interval[1])) if interval else ()),
            text(LEFT - 10, ROWS[1] + 4, "corrected", anchor="end"),
            element("circle", class_="ring", cx=at(debiased), cy=ROWS[1], r=5),
            _number(at(debiased), ROWS[1], f"{debiased:.3f}", *map(at, interval or ())),
        ]
        described += f", corrected for the bias of small files {debiased:.3f}"
    if interval:
        described += f", between {interval[0]:.3f} and {interval[1]:.3f}"
    description = f"{described}. Moderate drift starts at {moderate:g}, high drift above {high:g}."
    return picture(HEIGHT, "Drift score and its levels", description, *parts)


def _band(start: float, end: float, name: str) -> tuple[Markup, ...]:
    area = element("rect", class_=f"band {name}", x=start, y=TOP, width=end - start, height=BOTTOM - TOP)
    if end - start < len(name) * CHARACTER:
        return (area,)
    return area, text((start + end) / 2, TOP - 6, name, anchor="middle", kind="quiet")


def _error_bar(start: float, end: float) -> tuple[Markup, ...]:
    y = short(ROWS[1])
    caps = (f"M{short(x)} {short(ROWS[1] - 4)}V{short(ROWS[1] + 4)}" for x in (start, end))
    return (element("path", class_="interval", d=f"M{short(start)} {y}H{short(end)}" + "".join(caps)),)


def _ticks(places: list[tuple[float, str]]) -> list[Markup]:
    """Return the numbers below the scale, from the right, as far as there is room."""
    ticks: list[Markup] = []
    taken = float(WIDTH)
    for x, number in reversed(places):
        if x + len(number) * CHARACTER / 2 < taken:
            ticks.append(text(x, BOTTOM + 14, number, anchor="middle", kind="quiet"))
            taken = x - len(number) * CHARACTER / 2
    return ticks


def _number(x: float, y: float, number: str, *ends: float) -> Markup:
    """Return the number of a mark: to the right of it and its error bar, else to the left, else above."""
    start, end = min(x, *ends, x), max(x, *ends, x)
    if end + BESIDE + NUMBER <= RIGHT:
        return text(end + BESIDE, y + 4, number, kind="value")
    if start - BESIDE - NUMBER >= LEFT:
        return text(start - BESIDE, y + 4, number, anchor="end", kind="value")
    return text(x, y - 9, number, anchor="middle", kind="value")
