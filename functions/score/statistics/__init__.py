"""Pure statistics: numpy and scipy only; no I/O, no logging, no clock.

texts            embeddings: significance, size of the change, smallest detectable change
columns          all other kinds of columns, missing cells and duplicate rows
rows             what whole rows show beside their columns
explanation      words, groups and a map, for people to read
evidence         the dataclasses that all of them return (ratios, novel_share)
hypothesis       the tests of one column, combined into its evidence
excess_share     the part of a share that chance does not explain
effects          the effects of one batch, by column and name
directions       whether values or shares rose or fell
usual            how much the batches of a stream differ anyway
false_discovery  many p-values, few false discoveries
fisher_exact, chi_square, newcombe      tests and intervals of shares
kruskal_wallis                          whether groups of values differ
p_value, moments                        bounds of p-values; sums of embeddings
"""
