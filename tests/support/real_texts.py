"""Real texts: prose of the standard library and of packages, and odd ones."""

import ast
import inspect
import json
import sysconfig
from importlib.metadata import distributions
from pathlib import Path


def docstrings(minimum):
    """Return short and long prose: docstrings of the standard library."""
    collected = []
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        nodes = ast.walk(ast.parse(path.read_bytes()))
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
        collected += [ast.get_docstring(node) or "" for node in nodes if isinstance(node, kinds)]
        texts = [text for text in dict.fromkeys(collected) if text.strip()]
        if len(texts) >= minimum:
            break
    return texts[:minimum]


def summaries():
    """Return summaries and descriptions of the installed packages."""
    metadata = [distribution.metadata for distribution in distributions()]
    lines = [data["Summary"] for data in metadata if data["Summary"]]
    return sorted(set(lines)) + [str(data.get_payload())[:3000] for data in metadata][:30]


def odd_texts():
    prose = inspect.cleandoc(json.__doc__) * 12
    texts = [
        "",
        " ",
        "\n\t  \r\n",
        "\0",
        "a\0b",
        "\u200b",
        "🚨",
        "👩‍👩‍👧‍👦 family 🎉",
        "İstanbul ẞ ﬁ",
        "[SEP] [MASK]",
    ]
    texts += [
        "機械学習のモデル",
        "数据漂移检测",
        "데이터 드리프트",
        "Ünïcödé àçcénts ñ",
        "LOUD Quiet MiXeD CaSe",
    ]
    return [
        *texts,
        "x" * 10_000,
        "word " * 2_000,
        prose[:10_000],
        "漂" * 10_000,
        "é🚨" * 5_000,
        "\ud800 half",
    ]
