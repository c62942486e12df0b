"""How much memory a process has, as Linux says it in /proc."""

from pathlib import Path

PEAK, RESIDENT = "VmHWM", "VmRSS"  # the most so far, and now


def status(process: int) -> dict[str, str]:
    """Return the fields of a process's status by name, such as PPid. Raises OSError if it has ended."""
    text = Path(f"/proc/{process}/status").read_text(encoding="utf-8", errors="replace")
    return {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}


def peak(process: int) -> int:
    """Return the most memory that a process has had, in bytes; 0 if it is ending. Raises OSError."""
    return _bytes(process, PEAK)


def resident(process: int) -> int:
    """Return the memory that a process has now, in bytes; 0 if it is ending. Raises OSError."""
    return _bytes(process, RESIDENT)


def _bytes(process: int, field: str) -> int:
    kibibytes, _ = status(process).get(field, "0 kB").split()
    return int(kibibytes) * 1024
