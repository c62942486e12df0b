"""What Linux tells of a processor."""

from speed.processor import OTHER, QUICK, describe, in_words, kind, slug

from functions.score.encoder.processor import is_quick_with_bfloat16

INFO = """processor\t: 0
vendor_id\t: AuthenticAMD
cpu family\t: 25
model\t\t: 17
model name\t: AMD EPYC
flags\t\t: fpu avx2 avx512f avx512_vnni avx512_bf16

processor\t: 1
vendor_id\t: AuthenticAMD
model\t\t: 99
"""


def write(folder, content):
    folder.mkdir(parents=True)
    for name, value in content.items():
        (folder / name).write_text(f"{value}\n")


def test_the_first_core_is_described(tmp_path):
    (tmp_path / "cpuinfo").write_text(INFO)
    core = tmp_path / "cpu0"
    write(core / "cache/index0", {"level": 1, "type": "Data", "size": "32K"})
    write(core / "cache/index1", {"level": 1, "type": "Instruction", "size": "32K"})
    write(core / "cache/index2", {"level": 2, "type": "Unified", "size": "1024K"})
    write(core / "topology", {"thread_siblings_list": "0,64"})
    found = describe(tmp_path / "cpuinfo", core)
    assert found["flags"] == ["AVX2", "AVX-512", "AVX512_VNNI", "AVX512_BF16"]
    assert found["caches"] == ["L1d 32K", "L2 1024K"]
    assert (found["model"], found["threads_per_core"], kind(found)) == ("17", 2, QUICK)
    assert slug(found).startswith("authenticamd-25-17-")
    assert in_words(found).startswith("AMD EPYC (AuthenticAMD family 25, model 17; ")


def test_a_range_of_threads_is_counted(tmp_path):
    write(tmp_path / "cpu0/topology", {"thread_siblings_list": "0-3"})
    assert describe(tmp_path / "none", tmp_path / "cpu0")["threads_per_core"] == 4


def test_a_system_that_tells_nothing(tmp_path):
    found = describe(tmp_path / "none", tmp_path / "nothing")
    assert (found["name"], found["flags"], found["caches"], found["threads_per_core"]) == (
        "unknown processor",
        [],
        [],
        1,
    )
    assert kind(found) == OTHER


def test_the_kind_is_what_auto_goes_by(tmp_path):
    for vendor in ("AuthenticAMD", "GenuineIntel"):
        for flags in ("avx2", "avx512_bf16", "avx512_bf16 amx_bf16"):
            info = tmp_path / "cpuinfo"
            info.write_text(f"vendor_id\t: {vendor}\nflags\t\t: fpu {flags}\n")
            assert (kind(describe(info, tmp_path)) == QUICK) == is_quick_with_bfloat16(info)
