"""All kinds of columns except text: tests, and effects in the field's units.

numeric      distribution, location, spread, range (numeric_effects, rank_tests, score_sum, histogram)
categorical  shares, new and missing categories; booleans too (contingency, monte_carlo)
datetimes    weekdays and hours; the dates themselves if time does not move on (periods)
identifiers  repeated values and formats, never the values
missing      empty and unreadable cells
duplicates   rows that equal another row
pooled       two samples of numbers sorted together
"""
