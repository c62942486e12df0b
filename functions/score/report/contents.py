"""What the page shows, in which order, and how much of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from common.verdict.column import ChangedCluster, ColumnVerdict, Kind, TextDetail
from common.verdict.document import Verdict
from common.verdict.headline import Answer, answer_of, headline
from common.verdict.rewritten import rewritten
from common.verdict.whole_rows import DependenceVerdict
from functions.score.report import charts, distribution
from functions.score.report.map import Map
from functions.score.report.wording import FIGURES, shortened

TITLES: Mapping[Kind, str] = {"text": "texts", "embedding": "embeddings"}
MOST_POINTS = 800  # of each file on one map: more would only cover each other


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is shown.

    Attributes
    ----------
    texts, drawn, listed : text columns, other columns with charts, columns in the table.
    points : points of each file, on all maps together.
    items : items of any list.
    """

    texts: int
    drawn: int
    listed: int
    points: int
    items: int


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A text or embedding column with its charts.

    `thinned` is how many rows of a file the map shows, None if all.
    """

    column: ColumnVerdict
    text: TextDetail
    score: Markup
    share: Markup | None
    map: Markup | None
    explained: str
    thinned: int | None
    clusters: list[ChangedCluster]


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """A drifted column of another kind, with its charts."""

    column: ColumnVerdict
    charts: list[Markup]
    categories: list[distribution.Category]
    figures: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Contents:
    """The page.

    Attributes
    ----------
    finding : the finding of the verdict, or why there is none.
    texts : the text and embedding columns, under this title.
    texts_first : a text column has drifted, so the text columns come first.
    pair : the chart of the pair of columns that no longer go together; None without one.
    drawn, listed : columns with charts, columns in the table; `unlisted` more are left out.
    tested, drifted : numbers of columns.
    rewritten : what happened to drifted columns that no test finds changed.
    untested, undefined : reasons, each with the names of its columns.
    """

    finding: Answer
    headline: str
    texts: list[TextColumn]
    texts_title: str
    texts_first: bool
    pair: Markup | None
    drawn: list[DrawnColumn]
    listed: list[ColumnVerdict]
    unlisted: int
    tested: int
    drifted: int
    rewritten: dict[str, str]
    untested: dict[str, list[str]]
    undefined: dict[str, list[str]]
    limits: Limits


def contents_of(verdict: Verdict, maps: Mapping[str, Map], limits: Limits) -> Contents:
    """Return what is shown of a verdict: drifted columns first, untested columns last."""
    ranked = sorted(verdict.columns, key=_rank)
    texts = [column for column in ranked if column.text][: limits.texts]
    chosen = {id(column) for column in texts}
    drawn = [column for column in ranked if column.drifted and id(column) not in chosen][: limits.drawn]
    chosen |= {id(column) for column in drawn}
    rest = [column for column in ranked if id(column) not in chosen]
    mapped = sum(column.name in maps for column in texts) or 1
    return Contents(
        finding=answer_of(verdict),
        headline=headline(verdict),
        texts=[
            _text(
                column, column.text, maps.get(column.name), verdict, min(MOST_POINTS, limits.points // mapped)
            )
            for column in texts
            if column.text
        ],
        texts_title=_title({column.kind for column in texts}),
        texts_first=any(column.drifted for column in texts),
        pair=_pair(verdict.dependence) if verdict.dependence and verdict.dependence.drifted else None,
        drawn=[
            DrawnColumn(
                column,
                distribution.charts_of(column),
                distribution.categories_of(column),
                distribution.figures_of(column),
            )
            for column in drawn
        ],
        listed=rest[: limits.listed],
        unlisted=len(rest[limits.listed :]),
        tested=sum(column.p_value is not None or column.drifted for column in verdict.columns),
        drifted=sum(column.drifted for column in verdict.columns),
        rewritten=rewritten(verdict),
        untested=_grouped([(column.not_tested, column.name) for column in rest if column.not_tested]),
        undefined=_grouped(
            [
                (f"{FIGURES.get(name, name)}: {reason}", column.name)
                for column in ranked
                if column.text
                for name, reason in column.text.undefined.items()
            ]
        ),
        limits=limits,
    )


def _title(kinds: set[Kind]) -> str:
    return " and ".join(TITLES[kind] for kind in TITLES if kind in kinds).capitalize()


def _rank(column: ColumnVerdict) -> tuple[bool, bool, float]:
    """Sort drifted columns first, by their effect in units of the threshold; then the others by p-value."""
    if column.drifted:
        return False, False, -(column.effect or 0.0) / (column.threshold or 1.0)
    p_value = column.p_adjusted if column.p_adjusted is not None else column.p_value
    return True, p_value is None, p_value if p_value is not None else 0.0


def _text(
    column: ColumnVerdict, text: TextDetail, rows: Map | None, verdict: Verdict, most: int
) -> TextColumn:
    clusters = text.explanation.clusters if text.explanation else []
    policy = verdict.policy
    title = f"Map of {shortened(column.name, distribution.LONGEST_NAME)}"
    return TextColumn(
        column=column,
        text=text,
        score=charts.score_chart(
            text.drift_score,
            text.debiased_score,
            (policy.moderate, policy.high),
            (text.score_interval.low, text.score_interval.high) if text.score_interval else None,
        ),
        share=charts.share_chart(text.changed_share, text.detectable_share, policy.minimum_share),
        map=charts.points(title, rows, most) if rows else None,
        explained=rows.explained if rows else "",
        thinned=most if rows and max(len(rows.baseline), len(rows.drift)) > most else None,
        clusters=sorted(clusters, key=lambda group: (not group.changed, -abs(group.after - group.before))),
    )


def _pair(pair: DependenceVerdict) -> Markup:
    one, other = (shortened(name, distribution.LONGEST_NAME) for name in pair.columns)
    return charts.tiles(f"{one} and {other} in both files", pair.before.shares, pair.after.shares)


def _grouped(named: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Return reasons with the names they belong to, from (reason, name) pairs."""
    return {
        reason: [name for _, name in pairs]
        for reason, pairs in groupby(sorted(named, key=lambda pair: pair[0]), key=lambda pair: pair[0])
    }
