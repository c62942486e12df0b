"""Stores the effects of a baseline's blocks in the bucket: no other process spends seconds on them again."""

import hashlib
import io
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common import keys
from common.errors import ObjectGone, StoreRefused, StoreUnavailable
from common.stores.store import ObjectStore, StoredObject
from common.version import own_version

if TYPE_CHECKING:
    from functions.score.statistics.effects import Effects

LOGGER = logging.getLogger(__name__)

FORMAT = "driftline.blocks/2"
MAX_BYTES = 16 * 1024**2  # Of an object; 20 blocks of 100 columns take 0.5 MB. Larger ones are not stored.


@dataclass(frozen=True, slots=True)
class BlockFiles:
    """The files under `profiles/` with the effects of blocks of one version of a baseline.

    Each way to cut and to measure has a file of its own, so that workers that write at once write the same:
    a line with a checksum, and a line of JSON. They are safe to delete: the effects are computed again.
    """

    store: ObjectStore
    baseline: StoredObject

    def load(self, built_from: str) -> "tuple[Effects, ...] | None":
        """Return the effects of each block; None if there is no file, or one that is logged and ignored.

        `built_from` names all that they depend on, beside the baseline's object and Driftline's version.
        """
        key = self._key(built_from)
        try:
            with self.store.open(key) as opened:
                data = opened.stream.read(MAX_BYTES + 1)
        except ObjectGone:
            return None
        except (StoreRefused, StoreUnavailable) as reason:
            LOGGER.warning("rebuilding %s: %s", key, reason)
            return None
        checksum, _, content = data.partition(b"\n")
        if checksum != _checksum(built_from, content):
            LOGGER.warning("rebuilding %s: its checksum does not match", key)
            return None
        return _from_json(content)

    def save(self, built_from: str, effects: "tuple[Effects, ...]") -> None:
        """Write a file; if the store refuses it, log a warning and go on without it."""
        content = _to_json(effects)
        data = _checksum(built_from, content) + b"\n" + content
        if len(data) > MAX_BYTES:
            return
        try:
            self.store.put(self._key(built_from), io.BytesIO(data), len(data))
        except (StoreRefused, StoreUnavailable) as reason:
            LOGGER.warning("cannot store the blocks of %s: %s", self.baseline.key, reason)

    def _key(self, built_from: str) -> str:
        digest = _checksum(built_from).decode()
        return keys.profile(self.baseline.key, self.baseline.etag, digest, ".blocks")


def _checksum(built_from: str, content: bytes = b"") -> bytes:
    """Return the SHA-256, in hex digits, of effects and all that they depend on."""
    digest = hashlib.sha256()
    for part in (FORMAT, own_version(), built_from):
        encoded = part.encode(errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8) + encoded)
    digest.update(content)
    return digest.hexdigest().encode()


def _to_json(blocks: "tuple[Effects, ...]") -> bytes:
    """Return effects as JSON, which has every bit of each number, and the name of each effect once."""
    names = list(dict.fromkeys(name for block in blocks for name in block))
    places = {name: place for place, name in enumerate(names)}
    measured = [[(places[name], *size) for name, size in block.items()] for block in blocks]
    return json.dumps({"names": names, "blocks": measured}, separators=(",", ":"), default=float).encode()


def _from_json(content: bytes) -> "tuple[Effects, ...]":
    from functions.score.statistics.effects import EffectKey, Measured

    document = json.loads(content)
    names = [EffectKey(*name) for name in document["names"]]
    return tuple({names[place]: Measured(*size) for place, *size in block} for block in document["blocks"])
