"""The words of a text, in any language."""

import re
import unicodedata
from functools import cache

# About as much as an encoder with 256 word pieces reads: the words explain what the embeddings show.
MAX_CHARACTERS = 1_200

# Each Chinese character and each hiragana is a word, as no spaces separate words in these scripts; a word of
# two characters is then a phrase. Katakana words, like those of other scripts, are runs of letters.
SINGLES = "\u3005\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff"
JOINERS = "\u200c\u200d"  # occur within words of Persian and of Indian languages
MARKS_END = 0x10000  # later marks belong to historic scripts and would make matching six times slower
# An emoji is a word, with all characters that combine into one picture.
PICTURE = "[\u2600-\u27bf\U0001f300-\U0001f3fa\U0001f400-\U0001faff]"
PICTURES = rf"{PICTURE}(?:\ufe0f|[\U0001f3fb-\U0001f3ff]|\u200d{PICTURE})*|[\U0001f1e6-\U0001f1ff]{{2}}"

# Maps every ASCII character that does not belong to words to a space: a fast path for most files.
SPACED = "".join(chr(code) if chr(code).isalnum() or chr(code) in "_'" else " " for code in range(128))

_UNSPACED = re.compile(f"[{SINGLES}{KATAKANA}]")


def tokens(text: str) -> list[str]:
    """Return the words of a text in reading order, in lower case.

    A word is a run of letters, digits, underscores and inner apostrophes, without an English 's at the end.
    Each Chinese or hiragana character and each emoji is a word. In other languages without spaces (Thai, Lao,
    Khmer, Burmese) the runs between spaces are words. Words are lower-cased, not case-folded, as people read
    them: folding would turn German "straße" into "strasse".

    Parameters
    ----------
    text : str
        Any string, lone surrogates included. The first 1,200 characters are used.

    Returns
    -------
    list of str

    Examples
    --------
    >>> tokens("Don't touch the cat's toys: 人工!")
    ["don't", 'touch', 'the', 'cat', 'toys', '人', '工']
    """
    head = text[:MAX_CHARACTERS].lower()
    if head.isascii():
        spaced = head.translate(SPACED)
        if "'" in spaced:
            spaced = (
                f" {spaced} ".replace("''", " ").replace("'s ", " ").replace(" '", " ").replace("' ", " ")
            )
        return spaced.split()
    # NFKC gives composed and decomposed letters, full width and half width the same spelling.
    head = unicodedata.normalize("NFKC", head)[:MAX_CHARACTERS].replace("\u2019", "'")
    words: list[str] = _pattern().findall(head)
    return words


def joined(words: list[str]) -> str:
    """Return words as running text: separated by spaces, except Chinese and Japanese ones.

    Examples
    --------
    >>> joined(["prime", "minister"]), joined(["人", "工"])
    ('prime minister', '人工')
    """
    text = words[0]
    for word in words[1:]:
        unspaced = _UNSPACED.match(text[-1]) and _UNSPACED.match(word)
        text += word if unspaced else f" {word}"
    return text


@cache
def _pattern() -> re.Pattern[str]:
    # `\w` does not match the marks that belong to words in Hindi, Arabic or Hebrew.
    marks = "".join(sign for sign in map(chr, range(MARKS_END)) if unicodedata.category(sign)[0] == "M")
    letters = rf"[^\W{SINGLES}{KATAKANA}]+"
    run = f"{letters}(?:[{JOINERS}{marks}]+(?:{letters})?)*"
    word = rf"(?<!\w'){run}(?:'(?!s(?!\w)){run})*"
    return re.compile(rf"[{SINGLES}]|[{KATAKANA}]+|{PICTURES}|{word}")
