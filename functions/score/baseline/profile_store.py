"""Stores the embeddings of a baseline in the bucket, so that no other process embeds it again."""

import hashlib
import io
import logging
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any

from common import keys
from common.errors import ObjectGone, StoreRefused, StoreUnavailable
from common.stores.store import ObjectStore, StoredObject
from functions.score.baseline.profile import Profile
from functions.score.encoder import Encoder, ModelIdentity
from functions.score.texts.embedded import ReadTexts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from functions.score.statistics.texts.sensitivity import Sensitivity

    Arrays = Mapping[str, NDArray[np.generic]]

LOGGER = logging.getLogger(__name__)

FORMAT = "driftline.profile/4"
CONTENT_TYPE = "application/octet-stream"
EMBEDDINGS, SENSITIVITY, CHECKSUM = "embeddings", "sensitivity", "seal"  # names of a column's arrays
HEADERS = 64 * 1024  # bytes that a file may have in addition to its embeddings
# Texts that are embedded again to check a stored file against this encoder, and the largest difference
# allowed: ten times the difference that an encoder may have between two calls.
TEXTS_CHECKED, TOLERANCE = 3, 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class StoredColumn:
    """The stored parts of a text column: the embeddings of its distinct masked texts, and its sensitivity."""

    texts: ReadTexts
    sensitivity: "Sensitivity"


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """The file under `profiles/` of one version of a baseline.

    For each text column it has the embedding of each distinct masked text, the column's sensitivity, and a
    checksum of format, model, column, texts, embeddings and sensitivity. It is safe to delete: the baseline
    is then embedded again.
    """

    store: ObjectStore
    baseline: StoredObject

    def load(self, columns: Mapping[str, Sequence[str]], encoder: Encoder) -> dict[str, StoredColumn]:
        """Return the stored parts of these columns, given with their masked texts.

        The result is {} if the file cannot be used. A file that is corrupt, belongs to other texts, another
        model or another format, or differs from what the encoder returns, is ignored, logged once, and
        rebuilt.
        """
        distinct = {column: list(dict.fromkeys(texts)) for column, texts in columns.items()}
        max_bytes = sum(map(len, distinct.values())) * 4 * encoder.dimension + HEADERS
        try:
            with self.store.open(self._key(encoder.model)) as opened:
                data = opened.stream.read(max_bytes + 1)
        except ObjectGone:
            return {}
        except StoreRefused as reason:
            return self._unusable(str(reason), encoder.model)
        try:
            arrays = _arrays(data, max_bytes)
        except Exception as reason:  # noqa: BLE001 - whatever is wrong with the file, it is rebuilt
            return self._unusable(f"{type(reason).__name__}: {reason}", encoder.model)
        stored = {}
        for place, (column, texts) in enumerate(distinct.items()):
            checked = _checked_column(arrays, place, column, texts, encoder)
            if checked is None:
                return self._unusable(f"column {column!r} does not match baseline and model", encoder.model)
            stored[column] = checked
        return stored

    def save(self, profile: Profile, model: ModelIdentity) -> None:
        """Write the file; if the store refuses it, log a warning and go on without it."""
        import numpy as np

        arrays: dict[str, Any] = {}
        for place, (column, embedded) in enumerate(profile.texts.items()):
            read = embedded.read.texts
            first = {text: row for row, text in reversed(list(enumerate(read)))}
            texts = list(dict.fromkeys(read))
            embeddings = np.ascontiguousarray(embedded.embeddings[[first[text] for text in texts]])
            sensitivity = np.array(astuple(profile.reference(column).sensitivity), dtype=np.float64)
            checksum = _checksum(column, texts, (embeddings, sensitivity), model)
            arrays[f"{EMBEDDINGS}_{place}"], arrays[f"{SENSITIVITY}_{place}"] = embeddings, sensitivity
            arrays[f"{CHECKSUM}_{place}"] = np.frombuffer(checksum, dtype=np.uint8)
        written = io.BytesIO()
        np.savez(written, **arrays)
        try:
            self.store.put(
                self._key(model),
                io.BytesIO(written.getvalue()),
                written.tell(),
                content_type=CONTENT_TYPE,
            )
        except (StoreRefused, StoreUnavailable) as reason:
            LOGGER.warning("cannot store the profile of %s: %s", self.baseline.key, reason)

    def _key(self, model: ModelIdentity) -> str:
        return keys.profile(self.baseline.key, self.baseline.etag, model.fingerprint)

    def _unusable(self, reason: str, model: ModelIdentity) -> dict[str, StoredColumn]:
        LOGGER.warning("rebuilding %s: %s", self._key(model), reason)
        return {}


def _arrays(data: bytes, max_bytes: int) -> "Arrays":
    """Return the arrays of a file; raise ValueError if it has more than `max_bytes`, packed or unpacked."""
    import numpy as np

    with zipfile.ZipFile(io.BytesIO(data[:max_bytes])) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if max(len(data), unpacked) > max_bytes:
        raise ValueError(f"it has more than {max_bytes} bytes")
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _checked_column(
    arrays: "Arrays", place: int, column: str, texts: list[str], encoder: Encoder
) -> StoredColumn | None:
    """Return a stored column; None if its shape, its checksum, or a few texts embedded again do not match."""
    import numpy as np

    from functions.score.statistics.texts.sensitivity import Sensitivity

    parts = [arrays.get(f"{part}_{place}") for part in (EMBEDDINGS, SENSITIVITY, CHECKSUM)]
    if any(part is None for part in parts):
        return None
    embeddings, sensitivity, checksum = (np.ascontiguousarray(part) for part in parts)
    if embeddings.shape != (len(texts), encoder.dimension) or embeddings.dtype != np.float32:
        return None
    if sensitivity.shape != (len(fields(Sensitivity)),) or sensitivity.dtype != np.float64:
        return None
    expected = _checksum(column, texts, (embeddings, sensitivity), encoder.model)
    if checksum.tobytes() != expected:
        return None
    rows = [int.from_bytes(expected[at : at + 8]) % len(texts) for at in range(0, 8 * TEXTS_CHECKED, 8)]
    again = encoder.encode([texts[row] for row in rows])
    if not np.allclose(again, embeddings[rows], rtol=0.0, atol=TOLERANCE):
        return None
    baseline_rows, *others = sensitivity.tolist()
    return StoredColumn(ReadTexts(texts, embeddings), Sensitivity(int(baseline_rows), *others))


def _checksum(
    column: str, texts: Sequence[str], arrays: "Sequence[NDArray[np.generic]]", model: ModelIdentity
) -> bytes:
    """Return the SHA-256 of all texts and numbers of a column, and of the model."""
    digest = hashlib.sha256()
    for part in (FORMAT, model.fingerprint, model.engine, column, *texts):
        encoded = part.encode(errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8) + encoded)
    for array in arrays:
        digest.update(array.tobytes())
    return digest.digest()
