"""Where bfloat16 is quick: where Linux tells so, and nowhere else."""

import pytest

from functions.score.encoder.processor import is_quick_with_bfloat16

INFO = "processor\t: 0\nvendor_id\t: {vendor}\nflags\t\t: fpu avx2 {flags}\nbugs\t\t:\n\n"


@pytest.mark.parametrize(
    ("vendor", "flags", "quick"),
    [
        ("GenuineIntel", "avx512f avx512_bf16 amx_bf16 amx_tile", True),
        ("GenuineIntel", "avx512f avx512_bf16", False),
        ("AuthenticAMD", "avx512f avx512_bf16", True),
        ("AuthenticAMD", "avx512f", False),
        ("GenuineIntel", "avx512f", False),
    ],
)
def test_the_first_processor_counts(tmp_path, vendor, flags, quick):
    info = tmp_path / "cpuinfo"
    info.write_text(INFO.format(vendor=vendor, flags=flags) + INFO.format(vendor="other", flags="amx_bf16"))
    assert is_quick_with_bfloat16(info) == quick


def test_other_systems_and_processors_tell_nothing(tmp_path):
    assert not is_quick_with_bfloat16(tmp_path / "none")
    info = tmp_path / "cpuinfo"
    info.write_bytes(b"processor\t: 0\nFeatures\t: fp asimd bf16 \xff\n")
    assert not is_quick_with_bfloat16(info)
    info.write_text("")
    assert not is_quick_with_bfloat16(info)
