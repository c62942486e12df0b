"""Folders and file names that clients choose, as parts of object keys."""

import re
import unicodedata

from common import folders
from common.file_formats import EXTENSIONS
from common.keys import DRIFTS, MAX_KEY_BYTES, MAX_PART_BYTES, extension_of

# The limit for a client's file name: the verdict's key adds ".json" to it, and the baseline's may have a
# longer extension.
MAX_NAME_BYTES = MAX_PART_BYTES - max(map(len, EXTENSIONS))
# Leaves room in a key for a client's file name, an etag and a fingerprint.
MAX_FOLDER_BYTES = 512

# Controls (also of the direction of writing), zero-width characters, halves of pairs, separators of lines.
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Characters of other categories that Unicode lets programs show as nothing (Default_Ignorable_Code_Point).
IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)


def is_well_formed(path: str) -> bool:
    """Return whether stores accept `path`: no part is empty, `.`, `..` or too long."""
    parts = path.split("/")
    return (
        not any(part in ("", ".", "..") or _bytes(part) > MAX_PART_BYTES for part in parts)
        and "\0" not in path
        and _bytes(path) <= MAX_KEY_BYTES
    )


def folder_of(text: str) -> str:
    """Return a client's name of a folder as part of a key; "" if it names none.

    `reviews`, `/reviews/` and `drifts/reviews/` are the same folder. Nothing else in the name is changed,
    because it must match the folder of a baseline. Raises ValueError with the reason.
    """
    folder = text.lstrip("/").removeprefix(DRIFTS).strip("/")
    if _bytes(folder) > MAX_FOLDER_BYTES or any(_bytes(part) > MAX_PART_BYTES for part in folder.split("/")):
        raise ValueError(
            f"{text[:40] + '...'!r} is too long: at most {MAX_FOLDER_BYTES} bytes, and {MAX_PART_BYTES} "
            f"for each part between two '/'"
        )
    if re.search(r"\\|(^|/)\.|//", folder) or any(map(_is_invisible, folder)):
        raise ValueError(
            f"{text!r} is not a folder below {DRIFTS!r}: use one such as 'reviews/2026', without "
            f"backslashes or invisible characters, and without parts that are empty or begin with a dot"
        )
    if folders.is_part(f"{DRIFTS}{folder}/file"):
        raise ValueError(
            f"{text!r} is a folder of parts, such as Hive's, whose files are not scored alone: use a name "
            "without '='"
        )
    return folder


def in_folder(folder: str, name: str) -> str:
    """Return the path of `name` in `folder`."""
    return f"{folder}/{name}" if folder else name


def safe_name(name: str, *, max_bytes: int = MAX_NAME_BYTES) -> str:
    r"""Return any file name from a client as one part of a key.

    Removes folders (at "/" and "\\"), leading dots and unprintable characters, and cuts the name to
    `max_bytes` of UTF-8. Other letters stay, composed (NFC). A supported extension stays, in lower case.

    >>> safe_name("..\\data\\Reviews 2026.CSV")
    'Reviews 2026.csv'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(letter for letter in re.sub(r"\s", " ", last) if letter.isprintable()).strip()
    extension = extension_of(printable) or ""
    stem = printable[: len(printable) - len(extension)].lstrip(". ")
    room = max_bytes - len(extension)
    return (stem.encode()[:room].decode(errors="ignore").rstrip() or "file") + extension


def _is_invisible(letter: str) -> bool:
    """Return whether a character shows nothing: two folders that differ in it would look the same."""
    return unicodedata.category(letter) in INVISIBLE or IGNORED.match(letter) is not None


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))
