"""Pure statistics: numpy and scipy alone; no I/O, no logging, no clock.

texts            embeddings: significance, size, what would have been seen
columns          every other kind of column, missing cells and repeated rows
explanation      words, groups and rows that a person can read
evidence         what all of them return
false_discovery  many p-values as one decision
"""
