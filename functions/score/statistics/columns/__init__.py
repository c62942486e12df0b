"""All kinds of columns except text: tests, and effects in the field's units.

numeric      missing cells and values of a column of numbers (numeric_values, numeric_effects, histogram)
rank_tests   distribution, location, spread, range (score_sum)
robust_spread     the spread of the ordinary values
repeated_values   one value that became more or less frequent
codes        values written for a missing one, such as -999
stuck        one value in row after row
decimals     how many decimals numbers are written with
factors      numbers that were multiplied
rates        how many times as often something happens
categorical  shares, new and missing categories; booleans too (contingency, monte_carlo)
datetimes    weekdays, hours, dates before all others (periods, days, weekdays, hours, daylight,
             placeholders)
identifiers  repeated values and formats, never the values
missing      empty and unreadable cells
duplicates   rows that equal another row
pooled       two samples of numbers sorted together
"""
