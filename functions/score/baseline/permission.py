"""Whether a drift file may be compared with the baseline that its own metadata names.

Who puts a drift file chooses its metadata, and the verdict tells names, categories and quartiles of the
baseline. So a name alone must not open another team's baseline.
"""

from collections.abc import Collection

from common import keys, trees
from common.errors import BatchError
from common.stores.store import ObjectStore
from functions.score.baseline import settings


def check_named(store: ObjectStore, drift_key: str, baseline_key: str, shared: Collection[str] = ()) -> None:
    """Raise BatchError("baseline_not_allowed") unless a drift file may use the baseline.

    It may if both have the same first folder, below `drifts/` and below `baselines/`, or both none; if the
    file would get the baseline without metadata, too; or if the deployment, by `shared`, or the settings of
    the baseline allow it. The error is the same whether there is such a baseline or not.
    """
    if trees.same_tree(drift_key, baseline_key) or trees.is_within(baseline_key, shared):
        return
    if keys.stem_of(baseline_key) in keys.baseline_candidates(drift_key):
        return
    if trees.is_within(drift_key, _allowed(store, baseline_key)):
        return
    own = trees.tree(drift_key)
    raise BatchError(
        "baseline_not_allowed",
        f"the file's metadata names the baseline {baseline_key!r}, which files in {own!r} may not use: name "
        f"one in {keys.baseline_key(keys.path_of(own))!r}, or set allow = [{own!r}] in its settings",
    )


def _allowed(store: ObjectStore, baseline_key: str) -> tuple[str, ...]:
    try:
        return settings.load(store, baseline_key).dataset.allow
    except BatchError:  # who may not use a baseline is not to learn that its settings are broken
        return ()
