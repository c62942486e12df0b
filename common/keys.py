"""The grammar of object keys; the only place that knows a "/".

baselines/<path>                baselines
drifts/<path>                   incoming files; the only prefix that triggers
results/<path>.json             latest verdict of that drift object
results/<path>/<etag>.json      the same verdict, kept per object version
"""

import re

BASELINES = "baselines/"
DRIFTS = "drifts/"
RESULTS = "results/"

# The kinds of file that can be read, in the order in which a baseline is looked for.
EXTENSIONS: tuple[str, ...] = (
    ".csv",
    ".csv.gz",
    ".parquet",
    ".jsonl",
    ".jsonl.gz",
    ".ndjson",
    ".ndjson.gz",
    ".tsv",
    ".tsv.gz",
)
# A baseline that serves a whole folder bears this name.
FOLDER_BASELINE = "baseline"
MAX_KEY_BYTES = 1024  # S3's limit on an object key in UTF-8


def extension_of(key: str) -> str | None:
    """Return the supported extension that `key` ends in (lower case), or None."""
    lowered = key.lower()
    matching = [extension for extension in EXTENSIONS if lowered.endswith(extension)]
    return max(matching, key=len, default=None)


def is_drift(key: str) -> bool:
    """Tell whether `key` names a drift file: under `drifts/` and no folder marker."""
    return key.startswith(DRIFTS) and not is_folder_marker(key)


def is_folder_marker(key: str) -> bool:
    """Tell whether `key` is the empty object that stands for a folder."""
    return key.endswith("/")


def path_of(drift_key: str) -> str:
    """Return what follows `drifts/`: the path that baseline and verdict share."""
    return drift_key.removeprefix(DRIFTS)


def drift_key(path: str) -> str:
    """Return the key of the drift file at `path`."""
    return DRIFTS + path


def baseline_key(path: str) -> str:
    """Return the key of the baseline at `path`."""
    return BASELINES + path


def latest_verdict(drift_key: str) -> str:
    """Return the key of the latest verdict on a drift file; its uploader can predict it."""
    return f"{RESULTS}{path_of(drift_key)}.json"


def verdict_of_version(drift_key: str, etag: str) -> str:
    """Return the key under which the verdict on one version of a drift file is kept."""
    return f"{RESULTS}{path_of(drift_key)}/{_plain(etag)}.json"


def baseline_stems(drift_key: str) -> list[str]:
    """Return where the baseline of a drift file may stand, nearest first, without extensions.

    `drifts/a/b.csv` gives `baselines/a/b`, `baselines/a/baseline`, `baselines/a`,
    `baselines/baseline`: its own path, then at every ancestor the folder's `baseline` and the
    file named like the folder.
    """
    folders = _without_extension(path_of(drift_key)).split("/")
    stems = ["/".join(folders)]
    for depth in range(len(folders) - 1, 0, -1):
        folder = "/".join(folders[:depth])
        stems += [f"{folder}/{FOLDER_BASELINE}", folder]
    stems.append(FOLDER_BASELINE)
    return [BASELINES + stem for stem in dict.fromkeys(stems)]


def stem_matches(stem: str, key: str) -> bool:
    """Tell whether `key` is `stem` with one of the supported extensions."""
    return key.startswith(stem) and key[len(stem) :].lower() in EXTENSIONS


def preference(drift_key: str, baseline_key: str) -> tuple[bool, int]:
    """Return a sort key among baselines of one stem: the drift file's own extension first."""
    extension = extension_of(baseline_key) or ""
    return (extension != extension_of(drift_key), EXTENSIONS.index(extension))


def _without_extension(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    extension = extension_of(name)
    bare = name[: -len(extension)] if extension else name.rsplit(".", 1)[0]
    return folder + slash + (bare or name)


def _plain(etag: str) -> str:
    """Return an etag as a file name: stores quote it, and may use any character inside."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", etag.strip('"'))
