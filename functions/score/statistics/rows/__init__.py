"""What whole rows show beside their columns.

dependence    pairs of columns that no longer go together (correlations, features)
columns       the columns whose relations are tested
"""
