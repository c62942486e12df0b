"""What `score` does with its options."""

from dataclasses import dataclass
from pathlib import Path

import typer

from common import logs
from common.errors import SetupError
from common.settings import Settings
from common.verdict.document import Verdict
from functions.cli.endings import TRACEBACK_HINT, complain, exit_code
from functions.cli.output_file import OutputFile
from functions.formats.verdict_format import Format, formatted
from functions.score.report import render
from functions.score.triggers.file_type import FileType
from functions.score.triggers.two_files import compare
from functions.terminal import print_verdict

# What --output writes without --format, by the ending of the file; otherwise text.
FORMS = {".json": Format.JSON, ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN, ".xml": Format.JUNIT}
PAGES = (".html", ".htm")  # then --output writes the report


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `score`; see its help."""

    form: Format | None = None
    as_json: bool = False
    file_type: FileType | None = None
    output: Path | None = None
    report: Path | None = None
    full: bool = False
    quiet: bool = False


def run(baseline: str, drift: str, options: Options, settings: Settings) -> None:
    """Compare two files, print the verdict and exit; checks the options before that."""
    form, is_page = _form(options), _is_page(options)
    output, report = _outputs(baseline, drift, options)
    if settings.traceback:
        logs.set_up("human", "driftline")
    answer = compare(
        baseline, drift, settings,
        file_type=options.file_type, full=options.full, report=is_page or report is not None,
    )  # fmt: skip
    verdict = answer.verdict
    if report:  # first: standard output may be a pipe that is closed
        report.write(render(verdict, answer.maps))
    if output:
        output.write(render(verdict, answer.maps) if is_page else formatted(verdict, form))
    elif not options.quiet:
        _print(verdict, form)
    if (options.quiet or output) and verdict.status != "ok":
        complain(logs.verdict_lines(verdict))
    if verdict.error and verdict.error.type == "internal_error" and not settings.traceback:
        complain(TRACEBACK_HINT)
    raise typer.Exit(exit_code(verdict))


def _form(options: Options) -> Format:
    if options.as_json and options.form not in (None, Format.JSON):
        raise SetupError(f"--json and --format {options.form} contradict each other; give one of them")
    by_ending = FORMS.get(_ending(options), Format.TEXT)
    return Format.JSON if options.as_json else options.form or by_ending


def _is_page(options: Options) -> bool:
    """Tell whether --output names an HTML page, and no format contradicts that."""
    return not options.as_json and options.form is None and _ending(options) in PAGES


def _ending(options: Options) -> str:
    return options.output.suffix.lower() if options.output else ""


def _outputs(baseline: str, drift: str, options: Options) -> tuple[OutputFile | None, OutputFile | None]:
    """Return the files to write; raises SetupError if one cannot be written or has another use."""
    output = OutputFile("--output", options.output) if options.output else None
    report = OutputFile("--report", options.report) if options.report else None
    for file in filter(None, (output, report)):
        file.check_differs(Path(baseline), "the baseline")
        file.check_differs(Path(drift), "the drift file")
    if report and options.output:
        report.check_differs(options.output, "the file of --output")
    return output, report


def _print(verdict: Verdict, form: Format) -> None:
    if form is Format.TEXT:
        print_verdict(verdict)
    else:
        typer.echo(formatted(verdict, form), nl=False)
