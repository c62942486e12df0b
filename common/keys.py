"""The names of objects; no module but this, `folders` and `trees` splits or joins keys at "/".

baselines/<path>                baselines
drifts/<path>                   incoming files; the only prefix that triggers
drifts/<path>/_SUCCESS          the marker of a folder that is one batch; `folders` has more
baselines/<path>.driftline.toml  settings of the dataset, from the baseline's owner
results/<path>.json             verdict on what is at drifts/<path> now
results/<path>.html             its report
results/long-names/<sha256>.json  the verdict on a drift file whose own verdict would have too long a name
history/<baseline path>.jsonl   a line for each verdict against that baseline path; can be rebuilt
profiles/<path>/<etag>-<digest>.npz, .blocks  what was computed of a baseline; safe to delete at any time
driftline/                      what Driftline keeps for itself; safe to delete at any time
"""

import hashlib
import re
from urllib.parse import unquote

from common.file_formats import EXTENSIONS

BASELINES = "baselines/"
DRIFTS = "drifts/"
RESULTS = "results/"
HISTORY = "history/"
PROFILES = "profiles/"
STATE = "driftline/"
PREFIXES = (BASELINES, DRIFTS, RESULTS, HISTORY, PROFILES, STATE)

# A prefix of no object: listing it is the cheapest request to a store.
NOTHING = f"{DRIFTS}.healthz"
# The worker writes this object to find out whether it may write.
PROBE = f"{STATE}probe"
# Which worker sweeps, and when the last sweep was complete.
SWEEP = f"{STATE}sweep.json"
# The folder, under `results/` and `history/`, of objects with hashed names.
LONG_NAMES = "long-names/"
VERDICT_ENDING, REPORT_ENDING, HISTORY_ENDING = ".json", ".html", ".jsonl"

SHORTEST_EXTENSION = min(EXTENSIONS, key=len)
# The marker that makes a folder one batch.
MARKER = "_SUCCESS"
# What in a folder triggers it: the marker, or a commit of a table (Delta, Iceberg).
TRIGGER = re.compile(
    rf"(?:^|/)(?:{MARKER}|_delta_log/\d{{20}}\.json"
    r"|metadata/(?:v\d+|\d{5}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.metadata\.json)$"
)
# The name of a baseline for a whole folder.
FOLDER_BASELINE = "baseline"
SETTINGS_ENDING = ".driftline.toml"
MAX_KEY_BYTES = 1024  # S3's limit on an object key in UTF-8
MAX_PART_BYTES = 255  # the limit of file systems between two "/", and so of stores that use one
FINGERPRINT = 16  # hexadecimal digits of a model's fingerprint in a key; the file contains all of them


def extension_of(key: str) -> str | None:
    """Return the longest supported extension of `key` in lower case, or None.

    >>> extension_of("drifts/reviews.CSV.gz")
    '.csv.gz'
    """
    lowered = key.lower()
    matching = [extension for extension in EXTENSIONS if lowered.endswith(extension)]
    return max(matching, key=len, default=None)


def is_drift(key: str) -> bool:
    """Return whether `key` is a drift file's: under `drifts/`, and not a folder marker."""
    return key.startswith(DRIFTS) and not is_folder_marker(key)


def is_folder_marker(key: str) -> bool:
    """Return whether `key` is the empty object that represents a folder."""
    return key.endswith("/")


def path_of(drift_key: str) -> str:
    """Return the part after `drifts/`: baseline and verdict have the same path."""
    return drift_key.removeprefix(DRIFTS)


def drift_key(path: str) -> str:
    """Return the key of the drift file at `path`."""
    return DRIFTS + path


def baseline_key(path: str) -> str:
    """Return the key of the baseline at `path`."""
    return BASELINES + path


def asked_baseline(asked: str) -> str:
    """Return the key of a baseline from a name with or without `baselines/`.

    The name may be percent-encoded, because stores accept only ASCII in user metadata.

    >>> asked_baseline("caf%C3%A9.csv")
    'baselines/café.csv'
    """
    return BASELINES + unquote(asked).lstrip("/").removeprefix(BASELINES)


def verdict(drift_key: str) -> str:
    """Return the key of the verdict on a drift file; its name is hashed if it would be too long for a store.

    >>> verdict("drifts/reviews/0042.csv")
    'results/reviews/0042.csv.json'
    """
    return _result(drift_key) + VERDICT_ENDING


def report(drift_key: str) -> str:
    """Return the key of the report on a drift file's verdict."""
    return _result(drift_key) + REPORT_ENDING


def has_hashed_verdict(drift_key: str) -> bool:
    """Return whether a drift file's verdict has a hashed name.

    So do the verdicts of drift files in a folder that is itself called like that of the hashed names: no
    other key can then have the same verdict.
    """
    path = path_of(drift_key)
    return is_too_long(f"{RESULTS}{path}{VERDICT_ENDING}") or path.startswith(LONG_NAMES)


def is_too_long(key: str) -> bool:
    """Return whether no object can have this key: stores refuse requests for it."""
    encoded = key.encode(errors="surrogatepass")
    return len(encoded) > MAX_KEY_BYTES or max(map(len, encoded.split(b"/"))) > MAX_PART_BYTES


def _result(drift_key: str) -> str:
    """Return the key of a drift file's verdict without its ending."""
    if not has_hashed_verdict(drift_key):
        return RESULTS + path_of(drift_key)
    return RESULTS + _hashed(drift_key)


def history(baseline_key: str) -> str:
    """Return the key of a baseline's history; all commits of a table, like a folder's marker, have one.

    >>> history("baselines/reviews.csv"), history("baselines/flights/_SUCCESS")
    ('history/reviews.csv.jsonl', 'history/flights.jsonl')
    """
    path = baseline_key.removeprefix(BASELINES)
    path = TRIGGER.sub("", path) or path
    is_hashed = is_too_long(f"{HISTORY}{path}{HISTORY_ENDING}") or path.startswith(LONG_NAMES)
    return f"{HISTORY}{_hashed(path) if is_hashed else path}{HISTORY_ENDING}"


def _hashed(name: str) -> str:
    return LONG_NAMES + hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()


def stem_of(baseline_key: str) -> str | None:
    """Return a baseline's key without its extension, as `baseline_candidates` has it; None if it has none.

    Of the marker of a folder, or of a commit of the table in it, that is the folder.

    >>> stem_of("baselines/reviews.CSV.gz"), stem_of("baselines/reviews/_SUCCESS")
    ('baselines/reviews', 'baselines/reviews')
    """
    if trigger := TRIGGER.search(baseline_key):
        return baseline_key[: trigger.start()]
    extension = extension_of(baseline_key)
    return baseline_key[: -len(extension)] if extension else None


def dataset_settings(baseline_key: str) -> str:
    """Return the key of the settings that a baseline's owner may store next to it, or to its folder."""
    return f"{TRIGGER.sub('', baseline_key)}{SETTINGS_ENDING}"


def baseline_of_settings(key: str) -> str | None:
    """Return the key of the baseline that settings belong to; None if `key` is not that of settings."""
    return key.removesuffix(SETTINGS_ENDING) if key.endswith(SETTINGS_ENDING) else None


def profile(baseline_key: str, etag: str, digest: str, ending: str = ".npz") -> str:
    """Return the key of what was computed of one version of a baseline; the digest (sha256) says how."""
    path = baseline_key.removeprefix(BASELINES)
    return f"{PROFILES}{path}/{_plain(etag)}-{_plain(digest.removeprefix('sha256:'))[:FINGERPRINT]}{ending}"


def baseline_candidates(drift_key: str) -> list[str]:
    """Return the possible keys of a drift file's baseline, nearest first, without extensions.

    First the drift file's own path (of a marker or commit, that of its folder), then for every ancestor the
    folder's `baseline` and the file that is named like it. Keys that would be too long are left out.

    >>> baseline_candidates("drifts/a/b.csv")
    ['baselines/a/b', 'baselines/a/baseline', 'baselines/a', 'baselines/baseline']
    """
    path = path_of(drift_key)
    trigger = TRIGGER.search(path)
    own = path[: trigger.start()] if trigger else _without_extension(path)
    folders, stems = own.split("/") + [""] * bool(trigger and own), [own]
    for depth in range(len(folders) - 1, 0, -1):
        folder = "/".join(folders[:depth])
        stems += [f"{folder}/{FOLDER_BASELINE}", folder]
    stems.append(FOLDER_BASELINE)
    candidates = [BASELINES + stem for stem in dict.fromkeys(stems) if stem]
    return [candidate for candidate in candidates if not is_too_long(candidate + SHORTEST_EXTENSION)]


def stem_matches(stem: str, key: str) -> bool:
    """Return whether `key` is `stem` with a supported extension."""
    return key.startswith(stem) and key[len(stem) :].lower() in EXTENSIONS


def _without_extension(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    extension = extension_of(name)
    bare = name[: -len(extension)] if extension else name.rsplit(".", 1)[0]
    return folder + slash + (bare or name)


def _plain(etag: str) -> str:
    """Return an etag as a file name: without quotes, other special characters replaced."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", etag.strip('"'))
