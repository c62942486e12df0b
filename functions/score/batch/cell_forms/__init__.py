"""The ways in which cells write values: the one grammar that recognition and parsing share.

dates          dates, times of day and periods (date_patterns, month_names)
number_dates   dates that are stored as numbers
numbers        numbers, with separators, currencies, percent signs and accounting brackets
booleans       words for yes and no
missing        words for a missing value

`kinds` recognises the kind of a baseline's column by them; `comparison.table` reads the cells of both files
with them.
"""
