"""What a model cannot read of a text: words that it does not know, and what is beyond its windows."""

from __future__ import annotations

import math
import re
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from functions.score.encoder.extracts import batches, beginning
from functions.score.encoder.surrogates import replace_lone_surrogates
from functions.score.encoder.windows import MOST_WINDOWS

if TYPE_CHECKING:
    from collections.abc import Sequence

SPECIAL_TOKENS = 2  # that a model adds to each text
LONG = 8  # times the characters that are read for certain: of longer texts, the beginning tells
MOST_UNKNOWN = 40  # characters of a text's unknown words that are kept
# Tokenizers know the ASCII characters, and split words of up to 100 of these into parts that they know.
LONG_WORD = re.compile(r"\S{101}")


class Unread(NamedTuple):
    """What a model cannot read of a text.

    Attributes
    ----------
    unknown : the words that the model does not know, one after the other; the first MOST_UNKNOWN characters.
    beyond : number of tokens in no window.
    """

    unknown: str = ""
    beyond: int = 0


READ = Unread()


def unread_parts(tokenizer: Any, unknown_id: int | None, texts: Sequence[str]) -> list[Unread]:
    """Return what a model cannot read of each text.

    Parameters
    ----------
    tokenizer : of the library `tokenizers`, with truncation to the model's limit.
    unknown_id : the token of all unknown words; None if the model knows all characters.
    """
    clean = [replace_lone_surrogates(text) for text in texts]
    # A token has at least one character. Most texts need no tokens to tell that they are read as a whole.
    characters = MOST_WINDOWS * (tokenizer.truncation["max_length"] - SPECIAL_TOKENS)
    suspects = [
        row
        for row, text in enumerate(clean)
        if not text.isascii() or len(text) > characters or LONG_WORD.search(text)
    ]
    unread = [READ] * len(clean)
    tokens = tokenizer.truncation["max_length"]
    short = [
        text if len(text := clean[row]) <= LONG * characters else beginning(text, tokens) for row in suspects
    ]
    encodings = chain.from_iterable(map(tokenizer.encode_batch, batches(short)))
    for row, text, encoding in zip(suspects, short, encodings, strict=True):
        windows = [encoding, *encoding.overflowing]
        sizes = [len(window) - sum(window.special_tokens_mask) for window in windows]
        total = sum(sizes) * len(clean[row]) / max(1, len(text))  # of the whole text
        count = math.ceil(total / max(1, sizes[0]))
        # The last window is always read; the ones left out are full.
        unread[row] = Unread(_unknown(text, windows, unknown_id), max(0, count - MOST_WINDOWS) * sizes[0])
    return unread


def _unknown(text: str, windows: Sequence[Any], unknown_id: int | None) -> str:
    if unknown_id is None or all(unknown_id not in window.ids for window in windows):
        return ""
    words = (
        text[start:end]
        for window in windows
        for token, (start, end) in zip(window.ids, window.offsets, strict=True)
        if token == unknown_id
    )
    return "".join(words)[:MOST_UNKNOWN]


def unknown_token(description: dict[str, Any]) -> str | None:
    """Return the token of unknown words from the content of a model's tokenizer.json; None without one."""
    model = description["model"]
    place = model.get("unk_id")
    if place is not None:
        return str(model["vocab"][place][0])
    token = model.get("unk_token")
    return None if token is None else str(token)
