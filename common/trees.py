"""Which keys belong together: those of one first folder below `drifts/` and below `baselines/`."""

from collections.abc import Iterable

from common import keys


def tree(key: str) -> str:
    """Return the first folder of a drift file's or baseline's key, with `drifts/` or `baselines/`.

    >>> tree("drifts/reviews/2026/0042.csv"), tree("drifts/0042.csv")
    ('drifts/reviews/', 'drifts/')
    """
    prefix, _, path = key.partition("/")
    folder, slash, _ = path.partition("/")
    return f"{prefix}/{folder}/" if slash else f"{prefix}/"


def same_tree(drift_key: str, baseline_key: str) -> bool:
    """Return whether a drift file and a baseline have the same first folder, or both none.

    >>> same_tree("drifts/a/b/c.csv", "baselines/a/d.csv"), same_tree("drifts/a.csv", "baselines/b/c.csv")
    (True, False)
    """
    drifts = tree(drift_key).removeprefix(keys.DRIFTS)
    return drifts == tree(baseline_key).removeprefix(keys.BASELINES) and is_plain(baseline_key)


def is_within(key: str, places: Iterable[str]) -> bool:
    """Return whether a key is one of these places: a folder, which ends with "/", or a key.

    >>> is_within("drifts/b/1.csv", ["drifts/b/"]), is_within("drifts/b/1.csv", ["drifts/b"])
    (True, False)
    """
    return is_plain(key) and any(
        key == place or (place.endswith("/") and key.startswith(place)) for place in places
    )


def is_plain(key: str) -> bool:
    """Return whether no part of a key means another folder to a file system: "", "." and ".." do."""
    return not {"", ".", ".."}.intersection(key.removesuffix("/").split("/"))
