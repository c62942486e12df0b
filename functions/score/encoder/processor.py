"""What the processor computes quickly."""

from __future__ import annotations

from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")
AMX, AVX512 = "amx_bf16", "avx512_bf16"
# On Intel's processors, AVX-512 multiplies bfloat16 no faster than float32, and conversions come on top. See
# docs/decisions/0059-bfloat16.md.
QUICK_WITH_AVX512 = "AuthenticAMD"


def is_quick_with_bfloat16(cpu_info: Path = CPU_INFO) -> bool:
    """Tell whether bfloat16 is much faster than float32 here; False where Linux does not tell.

    Parameters
    ----------
    cpu_info : the kernel's description, of which the first processor counts.
    """
    try:
        first, _, _ = cpu_info.read_text(encoding="utf-8", errors="replace").partition("\n\n")
    except OSError:  # another system
        return False
    told = {name.strip(): value for name, _, value in (line.partition(":") for line in first.splitlines())}
    flags = told.get("flags", "").split()
    return AMX in flags or (AVX512 in flags and told.get("vendor_id", "").strip() == QUICK_WITH_AVX512)
