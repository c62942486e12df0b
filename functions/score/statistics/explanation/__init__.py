"""What changed, for a person to read.

words, terms, reading, tokens         words and phrases that came and went
clusters, k_means, principal_axes     groups of texts that grew and shrank
known                                 what the baseline's rows say of both, computed once
projection                            the map of both files' rows
excerpt                               a text shortened
"""
