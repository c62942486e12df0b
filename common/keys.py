"""The grammar of object keys; the only place that knows a "/".

baselines/<path>                baselines
drifts/<path>                   incoming files; the only prefix that triggers
results/<path>.json             latest verdict of that drift object
results/<path>/<etag>.json      the same verdict, kept per object version
results/<path>.html             its report; and <path>/<etag>.html
baselines/<path>.driftline.toml  settings of a baseline's owner
profiles/<path>/<etag>-<fingerprint>.npz  a baseline's embeddings by one model; safe to delete at any time
"""

import re
import unicodedata
from urllib.parse import unquote

BASELINES = "baselines/"
DRIFTS = "drifts/"
RESULTS = "results/"
PROFILES = "profiles/"

# A prefix that no object bears: listing it asks a store for as little as can be.
NOTHING = f"{DRIFTS}.healthz"

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
SETTINGS_ENDING = ".driftline.toml"
MAX_KEY_BYTES = 1024  # S3's limit on an object key in UTF-8
MAX_PART_BYTES = 255  # what a file system takes between two "/", and with it a store that stands on one
FINGERPRINT = 16  # hexadecimal digits of a model's fingerprint in a key; the file holds all of them
# What a client's file name may take of such a part: the verdict's key adds ".json" to it, and the
# baseline's may exchange a short extension for a longer one.
MAX_NAME_BYTES = MAX_PART_BYTES - max(map(len, EXTENSIONS))
# Leaves room in a key for a client's file name, and for etag and fingerprint after that.
MAX_FOLDER_BYTES = 512


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


def asked_baseline(asked: str) -> str:
    """Return the key of a baseline that somebody names, with or without `baselines/`.

    Stores take ASCII alone in user metadata, so it may be percent-encoded.
    """
    return BASELINES + unquote(asked).lstrip("/").removeprefix(BASELINES)


def latest_verdict(drift_key: str) -> str:
    """Return the key of the latest verdict on a drift file; its uploader can predict it."""
    return f"{RESULTS}{path_of(drift_key)}.json"


def verdict_of_version(drift_key: str, etag: str) -> str:
    """Return the key under which the verdict on one version of a drift file is kept."""
    return f"{RESULTS}{path_of(drift_key)}/{_plain(etag)}.json"


def latest_report(drift_key: str) -> str:
    """Return the key of the report on the latest verdict."""
    return f"{RESULTS}{path_of(drift_key)}.html"


def report_of_version(drift_key: str, etag: str) -> str:
    """Return the key of the report on one version of a drift file."""
    return f"{RESULTS}{path_of(drift_key)}/{_plain(etag)}.html"


def dataset_settings(baseline_key: str) -> str:
    """Return the key of the settings that the owner of a baseline may put beside it."""
    return f"{baseline_key}{SETTINGS_ENDING}"


def baseline_of_settings(key: str) -> str | None:
    """Return the key of the baseline that settings stand beside; None where the key is not of settings."""
    return key.removesuffix(SETTINGS_ENDING) if key.endswith(SETTINGS_ENDING) else None


def profile(baseline_key: str, etag: str, fingerprint: str) -> str:
    """Return the key of what is kept of one version of a baseline, as one model embeds it."""
    path = baseline_key.removeprefix(BASELINES)
    return f"{PROFILES}{path}/{_plain(etag)}-{_plain(fingerprint.removeprefix('sha256:'))[:FINGERPRINT]}.npz"


def is_well_formed(path: str) -> bool:
    """Tell whether a store takes `path` as it stands: no empty, `.`, `..` or over-long part."""
    parts = path.split("/")
    return (
        not any(part in ("", ".", "..") or _bytes(part) > MAX_PART_BYTES for part in parts)
        and "\0" not in path
        and _bytes(path) <= MAX_KEY_BYTES
    )


def folder_of(text: str) -> str:
    """Return the folder that a client names, as it stands in keys; "" where it names none.

    `reviews`, `/reviews/` and `drifts/reviews/` are one folder. Beyond that the name is taken as it
    is or not at all, for a baseline may stand there already. Raises ValueError saying what is wrong.
    """
    folder = text.lstrip("/").removeprefix(DRIFTS).strip("/")
    if _bytes(folder) > MAX_FOLDER_BYTES or any(_bytes(part) > MAX_PART_BYTES for part in folder.split("/")):
        raise ValueError(
            f"{text[:40] + '...'!r} is too long: a folder may have {MAX_FOLDER_BYTES} bytes, each part of it "
            f"{MAX_PART_BYTES}"
        )
    if re.search(r"[\x00-\x1f\x7f-\x9f\\]|(^|/)\.|//", folder):
        raise ValueError(
            f"{text!r} is no folder below {DRIFTS!r}: name one such as 'reviews/2026', with no part that is "
            f"empty or begins with a dot, and no backslash"
        )
    return folder


def in_folder(folder: str, name: str) -> str:
    """Return the path of `name` in `folder`."""
    return f"{folder}/{name}" if folder else name


def safe_name(name: str, *, max_bytes: int = MAX_NAME_BYTES) -> str:
    r"""Return a client's file name as one part of a key, whatever the client put into it.

    Folders (of "/" or "\\"), leading dots and what cannot be printed go, and it is cut to
    `max_bytes` of UTF-8. The rest of its letters stay, composed (NFC), and so does a supported
    extension, in lower case.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(letter for letter in re.sub(r"\s", " ", last) if letter.isprintable()).strip()
    extension = extension_of(printable) or ""
    stem = printable[: len(printable) - len(extension)].lstrip(". ")
    room = max_bytes - len(extension)
    return (stem.encode()[:room].decode(errors="ignore").rstrip() or "file") + extension


def baseline_candidates(drift_key: str) -> list[str]:
    """Return the possible keys of a drift file's baseline, nearest first, without extensions.

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


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def _plain(etag: str) -> str:
    """Return an etag as a file name: stores quote it, and may use any character inside."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", etag.strip('"'))
