"""Replaces lone surrogates, which Python allows in strings but tokenizers and hashes do not."""


def replace_lone_surrogates(text: str) -> str:
    """Return `text` with lone surrogates replaced by U+FFFD and surrogate pairs joined."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
