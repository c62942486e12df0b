"""The processor that a run was measured on: what decides its speed, without the machine's name."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from functions.score.encoder.cpu_quota import available_cores
from functions.score.encoder.processor import CPU_INFO, first_core, is_quick

FIRST_CORE = Path("/sys/devices/system/cpu/cpu0")
# What makes products of matrices fast, by the name that Linux gives it.
FLAGS = {
    "avx2": "AVX2",
    "avx512f": "AVX-512",
    "avx_vnni": "AVX_VNNI",
    "avx512_vnni": "AVX512_VNNI",
    "avx512_bf16": "AVX512_BF16",
    "amx_bf16": "AMX",
}
QUICK, OTHER = "with quick bfloat16", "without quick bfloat16"


class Processor(TypedDict):
    """A processor; what Linux does not tell is empty.

    Attributes
    ----------
    name, vendor, family, model : as Linux names them.
    flags : which of FLAGS it has.
    caches : such as "L1d 48K", those of the first core.
    cores : how many this process may use.
    threads_per_core : how many of the machine's cores share a physical one.
    """

    name: str
    vendor: str
    family: str
    model: str
    flags: list[str]
    caches: list[str]
    cores: int
    threads_per_core: int


def describe(cpu_info: Path = CPU_INFO, core: Path = FIRST_CORE) -> Processor:
    """Read what Linux tells of the first core."""
    told = first_core(cpu_info)
    has = set(told.get("flags", "").split())
    return {
        "name": told.get("model name", "unknown processor"),
        "vendor": told.get("vendor_id", ""),
        "family": told.get("cpu family", ""),
        "model": told.get("model", ""),
        "flags": [words for flag, words in FLAGS.items() if flag in has],
        "caches": _caches(core / "cache"),
        "cores": available_cores(),
        "threads_per_core": _threads(core / "topology" / "thread_siblings_list"),
    }


def in_words(processor: Processor) -> str:
    """Return one line about a processor."""
    shared = processor["threads_per_core"]
    parts = (
        f"{processor['vendor']} family {processor['family']}, model {processor['model']}",
        f"{processor['cores']} cores" + (f", {shared} to a physical core" if shared > 1 else ""),
        ", ".join(processor["flags"]),
        ", ".join(processor["caches"]),
    )
    return f"{processor['name']} ({'; '.join(part for part in parts if part)})"


def slug(processor: Processor) -> str:
    """Return a file name for a kind of processor: "genuineintel-6-167-2-cores"."""
    parts = (processor["vendor"], processor["family"], processor["model"], processor["cores"], "cores")
    return "-".join(str(part).lower() for part in parts if part != "")


def kind(processor: Processor) -> str:
    """Return the kind of processor that targets are stated for."""
    flags = [flag for flag, words in FLAGS.items() if words in processor["flags"]]
    return QUICK if is_quick(processor["vendor"], flags) else OTHER


def _caches(folder: Path) -> list[str]:
    letters = {"Data": "d", "Instruction": "i", "Unified": ""}
    caches = []
    for one in sorted(folder.glob("index*")):
        level, name, size = (
            (one / part).read_text(encoding="utf-8").strip() for part in ("level", "type", "size")
        )
        if name != "Instruction":
            caches.append(f"L{level}{letters.get(name, '')} {size}")
    return caches


def _threads(path: Path) -> int:
    """Count the cores in a list such as "0,64" or "0-1"."""
    if not path.exists():
        return 1
    count = 0
    for part in path.read_text(encoding="utf-8").strip().split(","):
        first, _, last = part.partition("-")
        count += int(last or first) - int(first) + 1
    return count
