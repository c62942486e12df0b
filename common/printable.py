"""Text from files, shown so that it cannot control the terminal."""

import json
import re

# Controls such as ESC, controls of the direction of writing, separators of lines and paragraphs, characters
# that nobody sees (but for joiners, which some scripts need), and halves of characters, which no file has.
NOT_ESCAPED_BY_JSON = (
    r"\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    r"\U000e0000-\U000e007f"
)
CONTROLS = re.compile(rf"[\x00-\x1f{NOT_ESCAPED_BY_JSON}]")
CONTROLS_IN_JSON = re.compile(f"[{NOT_ESCAPED_BY_JSON}]")


def printable(text: str) -> str:
    r"""Return a text on one line, with every control character as its escape sequence.

    >>> printable("red\x1b[31m")
    'red\\x1b[31m'
    """
    return CONTROLS.sub(lambda letter: letter[0].encode("unicode_escape").decode(), text)


def printable_json(value: object, *, indent: int | None = None, allow_nan: bool = False) -> str:
    r"""Return a value as JSON, with every control character in its texts escaped; other letters stay.

    Objects that JSON does not know, such as paths, are texts. Raises ValueError for infinite numbers,
    unless they are allowed, for readers that know them.

    >>> printable_json({"a": "é\x9b31m"})
    '{"a": "é\\u009b31m"}'
    """
    text = json.dumps(value, ensure_ascii=False, default=str, indent=indent, allow_nan=allow_nan)
    return CONTROLS_IN_JSON.sub(_in_json, text)


def _in_json(letter: re.Match[str]) -> str:
    units = letter[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
