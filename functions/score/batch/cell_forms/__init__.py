"""The ways in which cells write values: the one grammar that recognition and parsing share.

dates     dates and times
numbers   numbers, with separators, currencies, percent signs and accounting brackets
booleans  words for yes and no
missing   words for a missing value

`kinds` recognises the kind of a baseline's column by them; `comparison.table` reads the cells of both files
with them.
"""
