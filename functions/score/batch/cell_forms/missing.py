"""Words for a missing value."""

# In a column of numbers, booleans or dates; in any other column they are words like all others.
MISSING_WORDS = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None")
MISSING = frozenset(word.lower() for word in MISSING_WORDS)
