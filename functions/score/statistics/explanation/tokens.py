"""The words of a text, in any language."""

import re
import unicodedata
from functools import cache

# About what an encoder with 256 word pieces reads: the words are to explain what the embeddings show.
MAX_CHARACTERS = 1_200

# Chinese characters and hiragana stand for themselves: no space tells their words apart, and two of them are
# then a phrase. Katakana words, and the words of other scripts, run as long as their letters do.
SINGLES = "\u3005\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
JOINERS = "\u200c\u200d"  # stand inside words of Persian and of Indian languages
MARKS_END = 0x10000  # beyond stand the marks of historic scripts, which would make matching six times slower
# A picture counts as a word, with whatever makes one picture of several characters.
PICTURE = "[\u2600-\u27bf\U0001f300-\U0001f3fa\U0001f400-\U0001faff]"
PICTURES = rf"{PICTURE}(?:\ufe0f|[\U0001f3fb-\U0001f3ff]|\u200d{PICTURE})*|[\U0001f1e6-\U0001f1ff]{{2}}"

# Every ASCII character that is no part of a word, as a space; a fast path for most of the world's files.
SPACED = "".join(chr(code) if chr(code).isalnum() or chr(code) in "_'" else " " for code in range(128))

_UNSPACED = re.compile(f"[{SINGLES}{KATAKANA}]")


def tokens(text: str) -> list[str]:
    """Return the words of a text in reading order, in lower case.

    A word is a run of letters, digits and underscores with apostrophes inside; an English 's is cut off. A
    Chinese or hiragana character is a word of its own, and so is an emoji. Languages that set no spaces and
    are none of these (Thai, Lao, Khmer, Burmese) yield the runs between their spaces, for want of better.
    Lower case, not case-folded: these words are shown, and folding would make "strasse" of a German street.

    Parameters
    ----------
    text : any string, lone surrogates included; its first 1,200 characters are read.
    """
    head = text[:MAX_CHARACTERS].lower()
    if head.isascii():
        spaced = head.translate(SPACED)
        if "'" in spaced:
            spaced = (
                f" {spaced} ".replace("''", " ").replace("'s ", " ").replace(" '", " ").replace("' ", " ")
            )
        return spaced.split()
    # NFKC: one spelling for letters composed and decomposed, for full width and half width.
    head = unicodedata.normalize("NFKC", head)[:MAX_CHARACTERS].replace("\u2019", "'")
    found: list[str] = _words().findall(head)
    return found


def joined(words: list[str]) -> str:
    """Return words as a reader sets them in a row: Chinese and Japanese ones without spaces."""
    text = words[0]
    for word in words[1:]:
        together = _UNSPACED.match(text[-1]) and _UNSPACED.match(word)
        text += word if together else f" {word}"
    return text


@cache
def _words() -> re.Pattern[str]:
    # `\w` leaves out the marks that are part of words in Hindi, Arabic or Hebrew.
    marks = "".join(sign for sign in map(chr, range(MARKS_END)) if unicodedata.category(sign)[0] == "M")
    letters = rf"[^\W{SINGLES}{KATAKANA}]+"
    run = f"{letters}(?:[{JOINERS}{marks}]+(?:{letters})?)*"
    word = rf"(?<!\w'){run}(?:'(?!s(?!\w)){run})*"
    return re.compile(rf"[{SINGLES}]|[{KATAKANA}]+|{PICTURES}|{word}")
