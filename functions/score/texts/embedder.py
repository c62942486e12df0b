"""Embeds the texts of one file; the steps after the handler reach the encoder through it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from functions.score.batch import Texts
from functions.score.encoder import Encoder
from functions.score.runtime.progress import Progress, no_progress
from functions.score.runtime.stopwatch import Stopwatch
from functions.score.texts.embedded import EmbeddedTexts, ReadTexts
from functions.score.texts.masking import EVERYWHERE, Mask
from functions.score.texts.sampling import Sampling


def nothing() -> None:
    """Do nothing: everything that is needed is loaded, or will be loaded at its first use."""


@dataclass(frozen=True, slots=True)
class Embedder:
    """Embeds the texts of one file.

    Attributes
    ----------
    open_encoder : returns the model; loads it at the first call.
    sampling : how many texts of a large column are embedded.
    stopwatch : measures loading and encoding.
    progress : shows how many texts are embedded.
    while_embedding : starts work for the next step, such as importing the statistics, without waiting for it.
    known : texts that are embedded already, of any file.
    """

    open_encoder: Callable[[], Encoder]
    sampling: Sampling = field(default_factory=Sampling)
    stopwatch: Stopwatch = field(default_factory=Stopwatch)
    progress: Progress = no_progress
    while_embedding: Callable[[], None] = nothing
    known: tuple[ReadTexts, ...] = ()

    @property
    def encoder(self) -> Encoder:
        """The loaded model."""
        with self.stopwatch.measuring("load_model"):
            return self.open_encoder()

    def embed(
        self, label: str, chosen: Texts, embedded: Sequence[ReadTexts] = (), mask: Mask = EVERYWHERE
    ) -> EmbeddedTexts:
        """Embed each distinct masked text once, and reuse existing embeddings.

        Parameters
        ----------
        label : label of the progress bar.
        chosen : the texts to embed.
        embedded : texts that are embedded already.
        mask : what is masked, as the baseline decides; by default what is masked in every column.
        """
        import numpy as np

        texts = list(map(mask, chosen.texts))
        embedded = (*self.known, *embedded)
        place = {text: row for row, text in enumerate(text for part in embedded for text in part.texts)}
        new = [text for text in dict.fromkeys(texts) if text not in place]
        encoder = self.encoder
        if new:
            self.while_embedding()
        with self.stopwatch.measuring("encode"), self.progress(label, len(new)) as advance:
            vectors = encoder.encode(new, progress=advance)
        if len(new) < len(texts):
            vectors = np.concatenate([*(part.embeddings for part in embedded), vectors])
            place |= {text: row for row, text in enumerate(new, start=len(vectors) - len(new))}
            vectors = vectors[[place[text] for text in texts]]
        return EmbeddedTexts(chosen.rows, vectors, chosen.total, chosen.texts, mask)
