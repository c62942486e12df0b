"""The ways in which cells write values: the one grammar that recognition and parsing share.

dates         dates, times of day and periods (date_patterns, month_names)
number_dates  dates that are stored as numbers
numbers       digits with either decimal mark and separators of thousands
quantities    numbers with their sign, currency or unit (currencies, units, durations)
spellings     spellings of a category that look alike
booleans      words for yes and no
missing       words for a missing value

`kinds` recognises the kind of a baseline's column by them; `comparison.table` reads the cells of both files
with them.
"""
