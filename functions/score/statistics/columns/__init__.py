"""Every other column: a test, and effects in the field's units.

numeric      distribution, location, spread, range; rank_tests, score_sum and histogram behind it
categorical  shares, new and gone categories; booleans too; contingency and monte_carlo behind it
datetimes    weekdays and hours, and the moments themselves; periods behind it
missing      cells that are empty or unreadable
duplicates   rows that repeat another
pooled       two samples of numbers sorted together
"""
