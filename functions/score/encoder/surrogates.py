"""Strings that are no text: Python allows half a UTF-16 pair, tokenizers and hashes do not."""


def replace_lone_surrogates(text: str) -> str:
    """Return `text` with every lone surrogate replaced by U+FFFD, and whole pairs joined."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
