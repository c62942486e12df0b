"""Text from files, shown so that it cannot control the terminal."""

import re

# Controls such as ESC, controls of the direction of writing, separators of lines and paragraphs.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    r"""Return a text on one line, with every control character as its escape sequence.

    >>> printable("red\x1b[31m")
    'red\\x1b[31m'
    """
    return CONTROLS.sub(lambda letter: letter[0].encode("unicode_escape").decode(), text)
