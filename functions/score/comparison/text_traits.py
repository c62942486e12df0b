"""Compares the simple traits of two files' texts, and states what the model cannot read."""

from typing import TYPE_CHECKING, Any, NamedTuple

from common.verdict.figures import percent
from functions.score.batch.wording import quoted
from functions.score.encoder.windows import MOST_WINDOWS
from functions.score.texts.traits import Traits

if TYPE_CHECKING:
    from functions.score.statistics.hypothesis import Hypothesis
    from functions.score.statistics.texts.shares import ValueCounts

# Part of a column's alpha for each trait, where the embedding has 1. These changes are blunt: if a tenth of
# 100 texts has broken characters, p < 0.00001. So the embedding keeps 94% of alpha beside three traits.
WEIGHT = 0.02
MOST_WEIGHT = 7 * WEIGHT  # of all traits together
REPEATED = 5  # times that a text occurs in both files together, to be tested: fewer cannot be significant
NOTED = 0.1  # least share of texts with unknown words that a note mentions
BETWEEN = f"{MOST_WINDOWS - 2} parts"
HIDDEN = ""  # a character that is not to be shown
MULTILINGUAL = "paraphrase-multilingual-MiniLM-L12-v2"

Summaries = tuple[dict[str, Any], dict[str, Any]]


class TraitEvidence(NamedTuple):
    """What the traits of a column show.

    Attributes
    ----------
    hypotheses : one for each trait that any text has.
    summaries : what both files' summaries say about these traits.
    notes : what the model cannot read.
    """

    hypotheses: "tuple[Hypothesis, ...]" = ()
    summaries: Summaries = ({}, {})
    notes: tuple[str, ...] = ()


def compare_traits(before: Traits, after: Traits, *, model: str, show_values: bool) -> TraitEvidence:
    """Compare the traits of a baseline's and a drift file's texts.

    `show_values`: whether the evidence may quote characters of the texts.
    """
    comparison = _Comparison(before, after, show_values=show_values)
    comparison.case_and_form()
    comparison.length()
    comparison.language()
    comparison.repeated()
    comparison.unknown()
    notes = (*_unknown_words(before, after, model, show_values=show_values), *_beyond(before, after))
    return TraitEvidence(tuple(comparison.hypotheses), comparison.summaries, notes)


class _Comparison:
    """Collects hypotheses and summaries, trait by trait."""

    def __init__(self, before: Traits, after: Traits, *, show_values: bool) -> None:
        self._before, self._after, self._show_values = before, after, show_values
        self._rows = len(before.lengths), len(after.lengths)
        self.hypotheses: list[Hypothesis] = []
        self.summaries: Summaries = ({}, {})

    def case_and_form(self) -> None:
        """Compare letter case, broken characters and the end of the texts."""
        from functions.score.statistics import evidence

        before, after = self._before, self._after
        self._most_changed(evidence.LETTER_CASE, "letter_case", before.case_counts, after.case_counts)
        self._share(evidence.UNFINISHED, "unfinished", (sum(before.unfinished), sum(after.unfinished)))
        broken = sum(map(bool, before.broken)), sum(map(bool, after.broken))
        self._share(evidence.BROKEN, "broken", broken)
        example = next(filter(None, after.broken), None)
        if example and self._show_values:
            self.summaries[1]["broken_characters"] = example

    def length(self) -> None:
        """Compare the greatest length."""
        from functions.score.statistics.evidence import LONGER
        from functions.score.statistics.texts.shares import longer_than_all

        count, p_value = longer_than_all(self._before.lengths, self._after.lengths)
        share = count / self._rows[0]
        self._add("longest texts, exact test", LONGER, share, p_value)
        for summary, traits in zip(self.summaries, (self._before, self._after), strict=True):
            longest = max(traits.lengths)
            longest_texts = [text for text in traits.texts if len(text) == longest]
            summary["max_characters"] = longest
            summary["of_max_characters"] = len(longest_texts) / len(traits.lengths)
            summary["different_of_max_characters"] = len(set(longest_texts)) / len(longest_texts)

    def language(self) -> None:
        """Compare the share of the language that changed most, other than the baseline's main language.

        Its share changes only if that of another does, or if there are more texts without a clear language.
        """
        from functions.score.statistics.evidence import LANGUAGE

        counts = [traits.language_counts for traits in self._both]
        main = max(counts[0].counts, key=counts[0].counts.__getitem__, default="")
        others = (each.part(name for name in each.counts if name != main) for each in counts)
        self._most_changed(LANGUAGE, "language", *others)

    def repeated(self) -> None:
        """Compare the share of the repeated text that changed most."""
        from functions.score.statistics.evidence import REPEATED_TEXT

        before, after = (traits.text_counts for traits in self._both)
        repeated = {
            text
            for counts in (before, after)
            for text in counts.counts
            if before.counts.get(text, 0) + after.counts.get(text, 0) >= REPEATED
        }
        parts = (each.part(text for text in each.counts if text in repeated) for each in (before, after))
        self._most_changed(REPEATED_TEXT, "repeated_text", *parts)
        for summary in self.summaries:
            if not self._show_values and "repeated_text" in summary:
                summary["repeated_text"] = HIDDEN

    def unknown(self) -> None:
        """Compare which characters the model does not know; "" means any of them."""
        from functions.score.statistics.evidence import UNKNOWN
        from functions.score.statistics.texts.shares import most_changed

        changed = most_changed(self._before.unknown_counts, self._after.unknown_counts)
        if changed:
            self._share(UNKNOWN, "unknown", changed.hits, changed.p_value)
            if changed.value:
                self.summaries[1]["unknown_character"] = changed.value if self._show_values else HIDDEN

    @property
    def _both(self) -> tuple[Traits, Traits]:
        return self._before, self._after

    def _most_changed(self, effect: str, figure: str, before: "ValueCounts", after: "ValueCounts") -> None:
        """Add the hypothesis that no value's share of the texts changed."""
        from functions.score.statistics.texts.shares import most_changed

        changed = most_changed(before, after)
        if changed:
            self._share(effect, f"{figure}_share", changed.hits, changed.p_value)
            for summary in self.summaries:
                summary[figure] = changed.value

    def _share(self, effect: str, figure: str, hits: tuple[int, int], p_value: float | None = None) -> None:
        """Add the hypothesis that the share of texts with a trait did not change, unless no text has it."""
        from functions.score.statistics.fisher_exact import fisher_exact

        if not any(hits):
            return
        shares = hits[0] / self._rows[0], hits[1] / self._rows[1]
        p = fisher_exact(*hits, *self._rows) if p_value is None else p_value
        self._add(f"{figure.replace('_', ' ')}, Fisher's exact test", effect, abs(shares[1] - shares[0]), p)
        for summary, share in zip(self.summaries, shares, strict=True):
            summary[figure] = share

    def _add(self, test: str, effect: str, size: float, p_value: float) -> None:
        from functions.score.statistics.evidence import Effect, Test
        from functions.score.statistics.hypothesis import Hypothesis

        tests, effects = (Test(test, size, p_value),), (Effect(effect, size),)
        self.hypotheses.append(Hypothesis(tests, effects, weight=WEIGHT))


def _unknown_words(before: Traits, after: Traits, model: str, *, show_values: bool) -> tuple[str, ...]:
    """Return a note if many texts have words that the model does not know."""
    shares = [
        sum(bool(part.unknown) for part in traits.unread) / len(traits.unread) for traits in (before, after)
    ]
    if max(shares) < NOTED:
        return ()
    example = next(part.unknown for traits in (after, before) for part in traits.unread if part.unknown)
    such = f", such as {quoted(example)}" if show_values else ""
    note = (
        f"{percent(shares[1])} of texts (baseline: {percent(shares[0])}) have words that the model {model} "
        f"does not know{such}; of these only the characters were compared"
    )
    return (note if "multilingual" in model else f"{note}; consider a multilingual model: {MULTILINGUAL}",)


def _beyond(before: Traits, after: Traits) -> tuple[str, ...]:
    """Return a note if parts of long texts are in no window of the model."""
    shares = [
        sum(part.beyond > 0 for part in traits.unread) / len(traits.unread) for traits in (before, after)
    ]
    if not any(shares):
        return ()
    many = f"{percent(shares[1])} of texts (baseline: {percent(shares[0])})"
    return (f"{many} are so long that only their beginning, their end and {BETWEEN} in between were read",)
