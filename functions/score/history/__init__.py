"""The verdicts on the earlier files of a dataset: one line each, in one object per baseline.

effect_names  how a line names the effects that a policy decides by
line          one verdict as a line
rows_line     what a line keeps of whole rows
times         times in a line
history       the lines of a dataset, in the order of the files
past          what the last files say about the next one
standing      changes that alarmed and have stayed, or were accepted
runs          files in a row above all before them
seasons       what the same weeks of earlier years and the same weekday bring
rebuilding    from the verdicts under `results/`
histories     the histories of a bucket: read, and written so that replicas need no lock
"""

from functions.score.history.histories import Histories
from functions.score.history.history import History
from functions.score.history.line import HistoryLine
from functions.score.history.past import Past

__all__ = ["Histories", "History", "HistoryLine", "Past"]
