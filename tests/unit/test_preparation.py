"""What is imported beside the embedding, in a thread whose errors are left to who needs it: run here."""

import sys

from functions.score.preparation import LOADED_LATER, prepare


def test_everything_that_is_brought_in_exists():
    prepare()
    assert sys.modules.keys() >= set(LOADED_LATER)
