"""The keys of an upload: unique, and such that the drift file's baseline is found."""

from dataclasses import dataclass
from datetime import UTC, datetime

from common import client_names, keys

# The folder of uploads that name none: `baselines/uploads.csv` or `baselines/baseline.csv` is their baseline.
DEFAULT_FOLDER = "uploads"
# Random bytes that tell uploads of the same second apart.
RANDOM_BYTES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """The keys of one upload; `baseline_key` is None if the drift file came without a baseline."""

    drift_key: str
    baseline_key: str | None

    @property
    def verdict_key(self) -> str:
        """The key that the verdict will have."""
        return keys.verdict(self.drift_key)


def upload_id(now: datetime, randomness: bytes) -> str:
    """Return the id of an upload, such as `20261123T065431Z-9f2c41d0ab`; ids sort by time.

    Parameters
    ----------
    now : the current time, with time zone.
    randomness : RANDOM_BYTES random bytes.

    Examples
    --------
    >>> upload_id(datetime(2026, 11, 23, 6, 54, 31, tzinfo=UTC), bytes.fromhex("9f2c41d0ab"))
    '20261123T065431Z-9f2c41d0ab'
    """
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{randomness.hex()}"


def place_of(folder: str, upload: str, drift_name: str, baseline_name: str | None) -> Place:
    """Return the keys of an upload.

    The drift file's is `drifts/<folder>/<upload id>-<its name>`. A baseline that came with it has the same
    path under `baselines/`, with its own extension: the first of the drift file's baseline candidates.

    Parameters
    ----------
    folder : below `drifts/`, from `client_names.folder_of`.
    upload : the upload's id.
    drift_name, baseline_name : from the client, with a supported extension.
    """
    room = client_names.MAX_NAME_BYTES - len(f"{upload}-")
    drift_name = f"{upload}-{client_names.safe_name(drift_name, max_bytes=room)}"
    drift_key = keys.drift_key(client_names.in_folder(folder, drift_name))
    if baseline_name is None:
        return Place(drift_key, None)
    own_path = keys.baseline_candidates(drift_key)[0]
    return Place(drift_key, f"{own_path}{keys.extension_of(baseline_name) or ''}")
