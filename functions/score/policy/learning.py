"""What a policy does with earlier files of a dataset."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Learning:
    """How earlier files show what is usual.

    Attributes
    ----------
    accept_after : of a change that stays, so many files are needed to accept it; 0: only a person does.
    alarm_budget : how many of the last files may alarm before only larger changes are unusual.
    """

    accept_after: int = 0
    alarm_budget: int = 1
