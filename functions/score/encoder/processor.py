"""What the processor computes quickly."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

CPU_INFO = Path("/proc/cpuinfo")
AMX, AVX512 = "amx_bf16", "avx512_bf16"
# On Intel's processors, AVX-512 multiplies bfloat16 no faster than float32, and conversions come on top. See
# docs/decisions/0059-bfloat16.md.
QUICK_WITH_AVX512 = "AuthenticAMD"


def first_core(cpu_info: Path = CPU_INFO) -> dict[str, str]:
    """Return what the kernel tells of the first core, such as "model name"; {} where it is not Linux."""
    try:
        with cpu_info.open(encoding="utf-8", errors="replace") as lines:
            told = [line.partition(":") for line in takewhile(str.strip, lines)]
    except OSError:
        return {}
    return {name.strip(): value.strip() for name, _, value in told}


def is_quick(vendor: str, flags: Collection[str]) -> bool:
    """Tell whether bfloat16 is much faster than float32 on a processor; both as Linux names them."""
    return AMX in flags or (AVX512 in flags and vendor == QUICK_WITH_AVX512)


def is_quick_with_bfloat16(cpu_info: Path = CPU_INFO) -> bool:
    """Tell whether bfloat16 is much faster than float32 here; False where Linux does not tell."""
    told = first_core(cpu_info)
    return is_quick(told.get("vendor_id", ""), told.get("flags", "").split())
