"""Where an upload goes: keys that never collide, and that pair without anybody's help."""

from dataclasses import dataclass
from datetime import UTC, datetime

from common import keys

# Where uploads go that name no folder. `baselines/uploads.csv` and `baselines/baseline.csv` serve them.
DEFAULT_FOLDER = "uploads"
# Uploads of one second differ in so many random bytes.
RANDOM_BYTES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """The keys of one upload; `baseline_key` is None where the drift file came alone."""

    drift_key: str
    baseline_key: str | None

    @property
    def verdict_key(self) -> str:
        """The key under which the verdict will stand."""
        return keys.latest_verdict(self.drift_key)


def upload_id(moment: datetime, randomness: bytes) -> str:
    """Return an upload's name, such as `20261123T065431Z-9f2c41d0ab`; names sort by time.

    Parameters
    ----------
    moment : with time zone.
    randomness : RANDOM_BYTES of it.
    """
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}-{randomness.hex()}"


def place_of(folder: str, name: str, drift_name: str, baseline_name: str | None) -> Place:
    """Return the keys of an upload.

    The drift file goes to `drifts/<folder>/<upload id>-<its name>`. A baseline that came with it
    takes the same path under `baselines/`, with its own extension: the first place where the
    drift file's baseline is looked for.

    Parameters
    ----------
    folder : below `drifts/`, as `keys.folder_of` returns it.
    name : the upload's id.
    drift_name, baseline_name : as the client sent them, with a supported extension.
    """
    room = keys.MAX_NAME_BYTES - len(f"{name}-")
    drift_name = f"{name}-{keys.safe_name(drift_name, max_bytes=room)}"
    drift_key = keys.drift_key(keys.in_folder(folder, drift_name))
    if baseline_name is None:
        return Place(drift_key, None)
    own_path = keys.baseline_candidates(drift_key)[0]
    return Place(drift_key, f"{own_path}{keys.extension_of(baseline_name) or ''}")
