"""What changed, for a person to read.

words, terms, tokens        words and phrases that came and went
clusters, principal_axes    groups of texts that grew and shrank
projection                  the map of both files' rows
excerpt                     a text shortened
"""
