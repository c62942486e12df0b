"""What the bucket keeps of an embedded baseline, so that no process embeds it again."""

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
from functions.score.texts.embedded import EmbeddedTexts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from functions.score.statistics.texts.sensitivity import Sensitivity

    Arrays = Mapping[str, NDArray[np.generic]]

LOGGER = logging.getLogger(__name__)

FORMAT = "driftline.profile/2"
CONTENT_TYPE = "application/octet-stream"
HEADERS = 64 * 1024  # bytes that a file may have beside its embeddings
# Texts that are embedded again to see that a kept file says what this encoder says, and how far both may
# differ: ten times what an encoder may differ from itself.
TRIED, TOLERANCE = 3, 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class KeptColumn:
    """What is kept of a text column: the embedding of each distinct text, and the column's sensitivity."""

    texts: EmbeddedTexts
    sensitivity: "Sensitivity"


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """The file under `profiles/` of one version of a baseline.

    It holds the embedding of each distinct text of each text column, the column's sensitivity, and a seal:
    the hash of format, model, column, texts, embeddings and sensitivity. Deleting it costs the time to embed
    the baseline once more.
    """

    store: ObjectStore
    baseline: StoredObject

    def find(self, columns: Mapping[str, Sequence[str]], encoder: Encoder) -> dict[str, KeptColumn]:
        """Return what is kept of these texts, by column; of a column in doubt nothing.

        A file that is truncated, of other texts, another model or another format, or whose embeddings are not
        what the encoder answers, counts for nothing, is said in one line of the log, and is written anew.
        """
        distinct = {column: list(dict.fromkeys(texts)) for column, texts in columns.items()}
        most = sum(map(len, distinct.values())) * 4 * encoder.dimension + HEADERS
        try:
            with self.store.open(self._key(encoder.model)) as opened:
                data = opened.stream.read(most + 1)
        except ObjectGone:
            return {}
        except StoreRefused as reason:
            return self._distrusted(str(reason), encoder.model)
        try:
            arrays = _arrays(data, most)
        except Exception as reason:  # noqa: BLE001 - whatever is wrong with the file, it is made anew
            return self._distrusted(f"{type(reason).__name__}: {reason}", encoder.model)
        found = {}
        for place, (column, texts) in enumerate(distinct.items()):
            kept = _sealed(arrays, place, column, texts, encoder)
            if kept is None:
                return self._distrusted(f"column {column!r} is not as it was sealed", encoder.model)
            found[column] = kept
        return found

    def keep(self, profile: Profile, model: ModelIdentity) -> None:
        """Write what is kept; a store that does not take it costs a line of the log and no verdict."""
        import numpy as np

        arrays: dict[str, Any] = {}
        for place, (column, embedded) in enumerate(profile.texts.items()):
            first = {text: row for row, text in reversed(list(enumerate(embedded.texts)))}
            texts = list(dict.fromkeys(embedded.texts))
            embeddings = np.ascontiguousarray(embedded.embeddings[[first[text] for text in texts]])
            measured = np.array(astuple(profile.reference(column).sensitivity), dtype=np.float64)
            seal = _seal(column, texts, (embeddings, measured), model)
            arrays[f"embeddings_{place}"], arrays[f"sensitivity_{place}"] = embeddings, measured
            arrays[f"seal_{place}"] = np.frombuffer(seal, dtype=np.uint8)
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
            LOGGER.warning("the profile of %s is not kept: %s", self.baseline.key, reason)

    def _key(self, model: ModelIdentity) -> str:
        return keys.profile(self.baseline.key, self.baseline.etag, model.fingerprint)

    def _distrusted(self, reason: str, model: ModelIdentity) -> dict[str, KeptColumn]:
        LOGGER.warning("%s is made anew: %s", self._key(model), reason)
        return {}


def _arrays(data: bytes, most: int) -> "Arrays":
    """Return a file's arrays, unless it has more than `most` bytes, packed or unpacked."""
    import numpy as np

    with zipfile.ZipFile(io.BytesIO(data[:most])) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if max(len(data), unpacked) > most:
        raise ValueError(f"more than {most} bytes")
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _sealed(
    arrays: "Arrays", place: int, column: str, texts: list[str], encoder: Encoder
) -> KeptColumn | None:
    """Return what is kept of a column where shapes, seal and some embeddings made anew agree with it."""
    import numpy as np

    from functions.score.statistics.texts.sensitivity import Sensitivity

    kept = [arrays.get(f"{part}_{place}") for part in ("embeddings", "sensitivity", "seal")]
    if any(part is None for part in kept):
        return None
    embeddings, measured, seal = (np.ascontiguousarray(part) for part in kept)
    if embeddings.shape != (len(texts), encoder.dimension) or embeddings.dtype != np.float32:
        return None
    if measured.shape != (len(fields(Sensitivity)),) or measured.dtype != np.float64:
        return None
    expected = _seal(column, texts, (embeddings, measured), encoder.model)
    if seal.tobytes() != expected:
        return None
    tried = [int.from_bytes(expected[part : part + 8]) % len(texts) for part in range(0, 8 * TRIED, 8)]
    anew = encoder.encode([texts[row] for row in tried])
    if not np.allclose(anew, embeddings[tried], rtol=0.0, atol=TOLERANCE):
        return None
    rows, *others = measured.tolist()
    found = EmbeddedTexts(texts, list(range(len(texts))), embeddings, len(texts))
    return KeptColumn(found, Sensitivity(int(rows), *others))


def _seal(
    column: str, texts: Sequence[str], arrays: "Sequence[NDArray[np.generic]]", model: ModelIdentity
) -> bytes:
    """Return 32 bytes that every change of a text, a number or the model changes."""
    said = hashlib.sha256()
    for part in (FORMAT, model.fingerprint, model.engine, column, *texts):
        encoded = part.encode(errors="surrogatepass")
        said.update(len(encoded).to_bytes(8) + encoded)
    for array in arrays:
        said.update(array.tobytes())
    return said.digest()
