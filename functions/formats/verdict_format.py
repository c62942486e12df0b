"""The formats in which a verdict can be printed."""

import io
from enum import StrEnum

from common.verdict.document import Verdict


class Format(StrEnum):
    """A format of the command line's `--format`."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    JUNIT = "junit"


def formatted(verdict: Verdict, form: Format) -> bytes:
    """Return a verdict in a format, as UTF-8."""
    match form:
        case Format.JSON:
            return verdict.to_json()
        case Format.MARKDOWN:
            from functions.formats.markdown import markdown

            return markdown(verdict).encode(errors="replace")
        case Format.JUNIT:
            from functions.formats.junit import junit

            return junit(verdict)
        case Format.TEXT:
            return _text(verdict).encode(errors="replace")


def _text(verdict: Verdict) -> str:
    from rich.console import Console

    from functions.terminal import print_verdict

    written = io.StringIO()
    print_verdict(verdict, Console(file=written, force_terminal=False, highlight=False, soft_wrap=True))
    return written.getvalue()
