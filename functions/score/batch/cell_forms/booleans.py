"""Words for yes and no, in lower case."""

FALSE_WORDS = frozenset({"false", "no", "n", "f", "0"})
TRUE_WORDS = frozenset({"true", "yes", "y", "t", "1"})
# A column is recognised by these; 0 and 1 alone are numbers.
BOOLEAN_WORDS = (TRUE_WORDS | FALSE_WORDS) - {"0", "1"}
