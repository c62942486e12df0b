"""Turns texts into token ids with the model's tokenizer; the only module that imports `tokenizers`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from common.errors import SetupError
from functions.score.encoder.extracts import batches, beginning
from functions.score.encoder.onnx.batches import TokenizedTexts
from functions.score.encoder.surrogates import replace_lone_surrogates
from functions.score.encoder.unread import Unread, unknown_token, unread_parts
from functions.score.encoder.unsupported import UnsupportedModel
from functions.score.encoder.windows import Window, windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from functions.score.encoder.model_files import ModelFiles
    from functions.score.encoder.onnx.architecture import Pipeline

BERT_TOKENIZERS = {"BertTokenizer", "BertTokenizerFast"}


class Tokenizer:
    """A model's tokenizer, which truncates texts to the model's maximum length.

    Parameters
    ----------
    files, pipeline : the model and its configuration.

    Raises UnsupportedModel if the model has no tokenizer.json or no maximum length; SetupError if the file is
    broken.
    """

    def __init__(self, files: ModelFiles, pipeline: Pipeline) -> None:
        import tokenizers

        inside = f"{pipeline.transformer}/" if pipeline.transformer else ""
        settings = files.read_json(f"{inside}tokenizer_config.json")
        description = files.read_json(f"{inside}tokenizer.json")
        if not description:
            raise UnsupportedModel("it has no tokenizer.json")
        _apply_settings(description, settings, lower_case=pipeline.lower_case)
        try:
            self._tokenizer = tokenizers.Tokenizer.from_str(json.dumps(description))
        except Exception as error:  # the library has no narrower class
            raise SetupError(f"model {files.name}: its tokenizer.json is unusable: {error}") from error
        config = files.read_json(f"{inside}config.json")
        self.padding: int = config.get("pad_token_id") or 0
        self.max_length = _max_length(pipeline, settings, config)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.max_length)
        unknown = unknown_token(description)
        self._unknown: int | None = None if unknown is None else self._tokenizer.token_to_id(unknown)

    def __call__(self, texts: Sequence[str]) -> TokenizedTexts:
        """Tokenize texts, at least one; a lone surrogate is read as U+FFFD."""
        import numpy as np

        chunks = []
        lengths: list[int] = []
        truncated: list[int] = []
        for clean in batches([replace_lone_surrogates(text) for text in texts]):
            encodings = self._encoded(clean)
            ids = [encoding.ids for encoding in encodings]
            chunks.append(np.concatenate([np.array(row, dtype=np.int32) for row in ids]))
            start = len(lengths)
            lengths += map(len, ids)
            truncated += [row for row, encoding in enumerate(encodings, start) if encoding.overflowing]
        return TokenizedTexts(np.concatenate(chunks), np.array(lengths, dtype=np.int32), truncated)

    def _encoded(self, texts: list[str]) -> list[Any]:
        """Tokenize texts; of a long one only the beginning, if that has more tokens than the model reads."""
        short = [beginning(text, self.max_length) for text in texts]
        encodings: list[Any] = self._tokenizer.encode_batch_fast(short)
        for place, (encoding, text) in enumerate(zip(encodings, texts, strict=True)):
            if len(short[place]) < len(text) and not encoding.overflowing:
                encodings[place] = self._tokenizer.encode(text)  # of spaces, or words that are one token
        return encodings

    def windows(self, text: str) -> list[Window]:
        """Return the parts of a text that are read if the model cannot read it at once."""
        return windows(self._tokenizer, replace_lone_surrogates(text))

    def unread(self, texts: Sequence[str]) -> list[Unread]:
        """Return what the model cannot read of each text."""
        return unread_parts(self._tokenizer, self._unknown, texts)


def _apply_settings(description: dict[str, Any], settings: dict[str, Any], *, lower_case: bool) -> None:
    """Apply the settings of tokenizer_config.json that override tokenizer.json in `transformers`."""
    normalizer = description.get("normalizer")
    if (
        settings.get("tokenizer_class") in BERT_TOKENIZERS
        and normalizer
        and normalizer["type"] == "BertNormalizer"
    ):
        normalizer["lowercase"] = settings.get("do_lower_case", True)
        normalizer["strip_accents"] = settings.get("strip_accents")
        normalizer["handle_chinese_chars"] = settings.get("tokenize_chinese_chars", True)
    if lower_case:
        others = [normalizer] if normalizer else []
        description["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "Lowercase"}, *others]}


def _max_length(pipeline: Pipeline, settings: dict[str, Any], config: dict[str, Any]) -> int:
    limits = [pipeline.max_seq_length or settings.get("model_max_length")]
    if config.get("model_type") == "bert":  # others reserve some of their positions
        limits.append(config.get("max_position_embeddings"))
    defined = [limit for limit in limits if limit]
    if not defined:
        raise UnsupportedModel("it does not set how many tokens it reads (max_seq_length)")
    return int(min(defined))
