"""Reads a text beyond a model's limit in windows, whose mean embedding is the text's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from functions.score.encoder.extracts import extracts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

# Windows of one text. Four of 256 tokens are all of a text of 700 English words, and bound the cost of longer
# ones: of these, the first, the last and two in between are read.
MOST_WINDOWS = 4


class Window(NamedTuple):
    """A part of a text that the model can read at once.

    Attributes
    ----------
    text : the part, as written.
    tokens : its weight in the text's embedding.
    """

    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The distinct parts of texts that a model reads.

    Attributes
    ----------
    parts : distinct strings; a beginning that many long texts have in common is embedded once.
    places, weights : for each text, the positions of its windows in `parts`, and their tokens.
    """

    parts: list[str]
    places: list[list[int]]
    weights: list[list[int]]

    @classmethod
    def of(cls, texts: Sequence[str], long: dict[int, list[Window]]) -> Reading:
        """Return what is read of texts; `long` has the windows of those beyond the limit, by position."""
        parts: dict[str, int] = {}
        windows = [long.get(position) or [Window(text, 1)] for position, text in enumerate(texts)]
        places = [[parts.setdefault(window.text, len(parts)) for window in row] for row in windows]
        return cls(list(parts), places, [[window.tokens for window in row] for row in windows])

    def embeddings(self, parts: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the texts' unit vectors from the unit vectors of the parts, shape (len(parts), d).

        A text's vector is the mean of its windows, weighted by tokens, as a model that reads the whole text
        would average over its tokens.
        """
        import numpy as np

        vectors = parts[[row[0] for row in self.places]]
        for text, (places, weights) in enumerate(zip(self.places, self.weights, strict=True)):
            if len(places) > 1:
                mean = np.asarray(weights, dtype=np.float32) @ parts[places]
                length = np.linalg.norm(mean)
                vectors[text] = mean / length if length > 0.0 else parts[places[0]]
        return vectors

    def progress(self, report: Callable[[int], None] | None) -> Callable[[int], None] | None:
        """Return a function that takes numbers of finished parts and reports finished texts."""
        if report is None:
            return None
        finished = reported = 0

        def advance(parts: int) -> None:
            nonlocal finished, reported
            finished += parts
            texts = finished * len(self.places) // len(self.parts)
            if texts > reported:
                report(texts - reported)
                reported = texts

        return advance


def windows(tokenizer: Any, text: str) -> list[Window]:
    """Return up to MOST_WINDOWS windows of a text, evenly spread, in the text's order.

    `tokenizer`: of the library `tokenizers`, with truncation to the model's limit.
    """
    parts = extracts(text, tokenizer.truncation["max_length"], MOST_WINDOWS)
    if len(parts) > 1:  # windows of a text that is far too long to be tokenized as a whole
        return [_windows(tokenizer, part)[0] for part in parts]
    found = _windows(tokenizer, text)
    count = min(len(found), MOST_WINDOWS)
    return [found[place * (len(found) - 1) // max(1, count - 1)] for place in range(count)]


def _windows(tokenizer: Any, text: str) -> list[Window]:
    """Return all windows of a text."""
    encoding = tokenizer.encode(text)
    spans = (span for part in (encoding, *encoding.overflowing) if (span := _span(part)))
    return [Window(text[start:end], tokens) for start, end, tokens in spans] or [Window(text, 1)]


def _span(encoding: Any) -> tuple[int, int, int] | None:
    """Return the first and last character of a window and its tokens, without those the model adds."""
    own = [
        offsets
        for offsets, special in zip(encoding.offsets, encoding.special_tokens_mask, strict=True)
        if not special
    ]
    return (own[0][0], own[-1][1], len(own)) if own else None
