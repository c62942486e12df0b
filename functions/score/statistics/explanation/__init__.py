"""What changed in a text column, for people to read.

words, terms, word_stream, tokens     words and phrases that became more or less frequent
frequencies                           how often both files contain each term
clusters, k_means, principal_axes     groups of similar texts that grew or shrank
landmarks                             the baseline's own axes and groups, computed once
projection                            a map of both files' rows
excerpt                               shortened texts
"""
