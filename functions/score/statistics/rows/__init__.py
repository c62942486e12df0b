"""What whole rows show beside their columns.

dependence  pairs of columns that no longer go together (correlations, features)
segments    categories in which the numbers of a column moved (segment_shifts, scaled_numbers)
order       numbers that rise or fall with the order of the rows
columns     the columns whose relations are tested
chance      what the largest of many changes shows by chance
"""
