"""Reads from a model's configuration what it computes, as far as the onnx engine supports it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from common.errors import SetupError
from functions.score.encoder.unsupported import UnsupportedModel

if TYPE_CHECKING:
    from functions.score.encoder.model_files import ModelFiles

Pooling = Literal["mean", "cls"]

# Settings of a BERT's config.json that would need another graph, and their values in a plain BERT.
PLAIN_BERT_SETTINGS = {
    "hidden_act": "gelu",
    "position_embedding_type": "absolute",
    "is_decoder": False,
    "add_cross_attention": False,
}
# sentence-transformers uses the first of these files that exists.
SENTENCE_SETTINGS = tuple(
    f"sentence_{kind}_config.json"
    for kind in ("bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet")
)
MODULE_PREFIX = "sentence_transformers."  # other modules are the model's own code


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What sentence-transformers does before and after the transformer.

    Parameters
    ----------
    transformer : folder of the transformer in the model's folder; "" for that folder itself.
    pooling : how token vectors become one vector.
    max_seq_length : number of tokens read of each text, with special ones; None if the model does not set it.
    lower_case : whether texts are lower-cased before the tokenizer.
    """

    transformer: str
    pooling: Pooling
    max_seq_length: int | None
    lower_case: bool


@dataclass(frozen=True, slots=True)
class BertShape:
    """The sizes of a BERT's graph."""

    layers: int
    heads: int
    hidden_size: int
    max_positions: int
    layer_norm_epsilon: float


def read_pipeline(files: ModelFiles) -> Pipeline:
    """Read modules.json and the files that it names.

    Raises UnsupportedModel, naming the part, if the model has anything but a transformer, mean or CLS pooling
    and normalisation; SetupError if the folder has no model.
    """
    modules = files.read_json("modules.json")
    if not modules:  # a bare transformer: sentence-transformers adds mean pooling
        modules = [{"path": "", "type": f"{MODULE_PREFIX}Transformer"}]
    kinds = [_module_kind(module) for module in modules]
    if kinds not in (["Transformer"], ["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise UnsupportedModel(f"its modules are {' + '.join(kinds)}, not Transformer + Pooling + Normalize")
    transformer = modules[0]["path"]
    inside = f"{transformer}/" if transformer else ""
    if not files.read_json(f"{inside}config.json"):
        raise SetupError(f"{files.directory / inside} is not a model folder: it has no config.json")
    settings = files.read_json("config_sentence_transformers.json")
    if settings.get("default_prompt_name"):
        raise UnsupportedModel(f"it puts a default prompt, {settings['default_prompt_name']!r}, before texts")
    sentence_settings = _first_of(files, [f"{inside}{name}" for name in SENTENCE_SETTINGS])
    return Pipeline(
        transformer=transformer,
        pooling=_pooling(files.read_json(f"{modules[1]['path']}/config.json")) if modules[1:] else "mean",
        max_seq_length=sentence_settings.get("max_seq_length"),
        lower_case=bool(sentence_settings.get("do_lower_case", False)),
    )


def read_bert_shape(config: dict[str, Any]) -> BertShape:
    """Read the config.json of a plain BERT; raise UnsupportedModel, naming the setting, for another model."""
    if config.get("model_type") != "bert":
        raise UnsupportedModel(f"its architecture is {config.get('model_type')!r}, not 'bert'")
    for setting, plain in PLAIN_BERT_SETTINGS.items():
        if config.get(setting, plain) != plain:
            raise UnsupportedModel(f"its {setting} is {config[setting]!r}, not {plain!r}")
    try:
        shape = BertShape(
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            hidden_size=config["hidden_size"],
            max_positions=config["max_position_embeddings"],
            layer_norm_epsilon=config.get("layer_norm_eps", 1e-12),  # the default of `transformers`
        )
    except KeyError as error:
        raise UnsupportedModel(f"its config.json does not set {error}") from error
    if shape.hidden_size % shape.heads:
        raise UnsupportedModel(
            f"its hidden_size, {shape.hidden_size}, is not a multiple of {shape.heads} heads"
        )
    return shape


def _first_of(files: ModelFiles, filenames: list[str]) -> dict[str, Any]:
    contents: list[dict[str, Any]] = [files.read_json(filename) for filename in filenames]
    return next(filter(None, contents), {})


def _module_kind(module: dict[str, Any]) -> str:
    kind = str(module["type"])
    return kind.rpartition(".")[2] if kind.startswith(MODULE_PREFIX) else kind


def _pooling(config: dict[str, Any]) -> Pooling:
    mode = config.get("pooling_mode")  # since sentence-transformers 5.5; before that, one flag per mode
    if mode is None:
        flags = {
            key.removeprefix("pooling_mode_").removesuffix("_tokens").removesuffix("_token")
            for key, value in config.items()
            if key.startswith("pooling_mode_") and value is True
        }
        mode = sorted(flags) or "mean"
    modes = [mode] if isinstance(mode, str) else list(mode)
    if modes == ["mean"]:
        return "mean"
    if modes == ["cls"]:
        return "cls"
    raise UnsupportedModel(f"its pooling is {' + '.join(modes)}, not mean or cls")
