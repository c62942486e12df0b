"""What the bucket keeps of an embedded baseline, so that no process embeds it again."""

import hashlib
import io
import logging
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from common import keys
from common.errors import ObjectGone, StoreRefused, StoreUnavailable
from common.store import ObjectStore, StoredObject
from functions.score.encoder import Encoder, ModelIdentity
from functions.score.profile import EmbeddedTexts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[np.generic]]

LOGGER = logging.getLogger(__name__)

FORMAT = "driftline.profile/1"
CONTENT_TYPE = "application/octet-stream"
HEADERS = 64 * 1024  # bytes that a file may have beside its embeddings
# Texts that are embedded again to see that a kept file says what this encoder says, and how far both may
# differ: ten times what an encoder may differ from itself.
TRIED, TOLERANCE = 3, 1e-5


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """The file under `profiles/` of one version of a baseline.

    It holds the embedding of each distinct text of each text column, and for each column a seal: the hash of
    format, model, column, texts and embeddings. Deleting it costs the time to embed the baseline once more.
    """

    store: ObjectStore
    baseline: StoredObject

    def find(self, columns: Mapping[str, Sequence[str]], encoder: Encoder) -> dict[str, EmbeddedTexts]:
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
        try:
            arrays = _arrays(data, most)
        except Exception as reason:  # noqa: BLE001 - whatever is wrong with the file, it is made anew
            return self._distrusted(f"{type(reason).__name__}: {reason}", encoder.model)
        found = {}
        for place, (column, texts) in enumerate(distinct.items()):
            embeddings = _sealed(arrays, place, column, texts, encoder)
            if embeddings is None:
                return self._distrusted(f"column {column!r} is not as it was sealed", encoder.model)
            found[column] = EmbeddedTexts(texts, list(range(len(texts))), embeddings, len(texts))
        return found

    def keep(self, columns: Mapping[str, EmbeddedTexts], model: ModelIdentity) -> None:
        """Write the embeddings; a store that does not take them costs a line of the log and no verdict."""
        import numpy as np

        arrays: dict[str, Any] = {}
        for place, (column, embedded) in enumerate(columns.items()):
            first = {text: row for row, text in reversed(list(enumerate(embedded.texts)))}
            texts = list(dict.fromkeys(embedded.texts))
            embeddings = np.ascontiguousarray(embedded.embeddings[[first[text] for text in texts]])
            arrays[f"embeddings_{place}"] = embeddings
            arrays[f"seal_{place}"] = np.frombuffer(_seal(column, texts, embeddings, model), dtype=np.uint8)
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

    def _distrusted(self, reason: str, model: ModelIdentity) -> dict[str, EmbeddedTexts]:
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
) -> "NDArray[np.float32] | None":
    """Return a column's embeddings where shape, seal and some embeddings made anew agree with them."""
    import numpy as np

    embeddings, seal = arrays.get(f"embeddings_{place}"), arrays.get(f"seal_{place}")
    if embeddings is None or seal is None:
        return None
    if embeddings.shape != (len(texts), encoder.dimension) or embeddings.dtype != np.float32:
        return None
    found = np.ascontiguousarray(embeddings, dtype=np.float32)
    expected = _seal(column, texts, found, encoder.model)
    if seal.tobytes() != expected:
        return None
    tried = [int.from_bytes(expected[part : part + 8]) % len(texts) for part in range(0, 8 * TRIED, 8)]
    anew = encoder.encode([texts[row] for row in tried])
    return found if np.allclose(anew, found[tried], rtol=0.0, atol=TOLERANCE) else None


def _seal(
    column: str, texts: Sequence[str], embeddings: "NDArray[np.float32]", model: ModelIdentity
) -> bytes:
    """Return 32 bytes that every change of a text, an embedding or the model changes."""
    said = hashlib.sha256()
    for part in (FORMAT, model.fingerprint, model.engine, column, *texts):
        encoded = part.encode(errors="surrogatepass")
        said.update(len(encoded).to_bytes(8) + encoded)
    said.update(embeddings.tobytes())
    return said.digest()
