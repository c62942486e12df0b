"""What whole rows show beside their columns.

dependence  pairs of columns that no longer go together (correlations, features)
segments    categories in which the numbers of a column moved (segment_shifts, scaled_numbers)
columns     the columns whose relations are tested
chance      what the largest of many changes shows by chance
"""
