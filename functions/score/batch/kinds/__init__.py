"""Decides which kind of values each column of a baseline holds, and says why.

rules        the ordered list of rules: the first one that applies decides
facts        what rules ask of a column
names        what a column's name says
vocabulary   the words of names
types        rules on the type in which a file stores a column
numbers      rules on numbers
identifiers  rules on identifiers
times        rules on dates and times, as words and as numbers (time_names)
formats      rules on the format of strings
codes        rules on codes
words        rules on strings
columns      all columns of a baseline, with the owner's settings

To add a rule, write a function that takes Facts and returns why the column is of a kind, or None, and put it
into the list at the right place.
"""

from functions.score.batch.kinds.columns import COMPARED_KINDS, decided_kinds
from functions.score.batch.kinds.rules import ColumnKind, decide, kind_of

__all__ = ["COMPARED_KINDS", "ColumnKind", "decide", "decided_kinds", "kind_of"]
