"""Short texts that every Python has: the first lines of the standard library's docstrings."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

LONGEST = 90  # characters of a text


def short_texts(count: int) -> list[str]:
    """Return distinct first lines of docstrings."""
    lines: dict[str, None] = {}
    for path in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        if "site-packages" in path.parts or "test" in path.parts:
            continue
        try:
            nodes = list(ast.walk(ast.parse(path.read_bytes())))
        except (SyntaxError, ValueError):  # some files are invalid on purpose
            continue
        documented = [node for node in nodes if isinstance(node, ast.ClassDef | ast.FunctionDef)]
        docstrings = [ast.get_docstring(node) or "" for node in documented]
        lines |= dict.fromkeys(text.partition("\n")[0][:LONGEST] for text in docstrings if text)
        if len(lines) >= count:
            break
    return list(lines)[:count]
