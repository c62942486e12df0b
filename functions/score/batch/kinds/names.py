"""What a column's name says about its values."""

import re

# Names of columns that are text even if their values are short and repeat.
TEXT_NAMES = frozenset(
    {"text", "sentence", "document", "content", "body", "message", "comment", "review", "feedback"}
    | {"description", "summary", "abstract", "title", "headline", "caption", "post", "tweet"}
    | {"question", "answer", "query", "prompt", "response", "utterance"}
)
# The last word of a name, such as "user_id", "user id", "userId" or "ID".
IDENTIFIER_NAME = re.compile(
    r"(?:.*[\W_])?(?:id|ids|uid|uuid|guid|key|pk|no|nr|num|number|index|idx|row|serial)|.*[a-z](?:Id|ID|Key|No|Nr)",
    re.DOTALL,
)


def names_text(name: str) -> bool:
    """Return whether a column of this name is text.

    >>> names_text("Review"), names_text("label")
    (True, False)
    """
    return name.lower() in TEXT_NAMES


def names_identifier(name: str) -> bool:
    """Return whether a column of this name identifies its rows or something else.

    >>> names_identifier("order_no"), names_identifier("customerId"), names_identifier("humid")
    (True, True, False)
    """
    return bool(IDENTIFIER_NAME.fullmatch(name) or IDENTIFIER_NAME.fullmatch(name.lower()))
