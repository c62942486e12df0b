"""What matters of a very long text: a tokenizer takes two hundred bytes of memory for each of its tokens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A token has five characters on average, and hardly ever more than this.
CHARACTERS_PER_TOKEN = 8
# Of texts that are tokenized at once.
BATCH_CHARACTERS, BATCH_TEXTS = 1_000_000, 4096
SPACE = re.compile(r"\s")


def beginning(text: str, tokens: int) -> str:
    """Return the beginning of a text that usually has so many tokens, up to the end of a word."""
    least = CHARACTERS_PER_TOKEN * tokens
    end = SPACE.search(text, least, 2 * least) if len(text) > least else None
    return text[: end.start()] if end else text[:least]


def extracts(text: str, tokens: int, count: int) -> list[str]:
    """Return `count` parts of a text, evenly spread, of about so many tokens each; a short text whole."""
    size = CHARACTERS_PER_TOKEN * tokens
    if len(text) <= count * size:
        return [text]
    return [
        text[(begin := place * (len(text) - size) // (count - 1)) : begin + size] for place in range(count)
    ]


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield texts, in their order, in groups that take limited memory to tokenize."""
    group: list[str] = []
    size = 0
    for text in texts:
        if group and (size + len(text) > BATCH_CHARACTERS or len(group) == BATCH_TEXTS):
            yield group
            group, size = [], 0
        group.append(text)
        size += len(text)
    if group:
        yield group
