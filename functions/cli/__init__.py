"""The command line.

commands       the commands; each imports what it needs when it is called
scoring        what `score` does with its options
watching       what `watch` does with its options
reconciling    what `reconcile` does with its options
upload_server  the upload function as a server of its own
endings        how a command ends: exit codes, one line per error
extras         which extra of the package provides a missing module
paths          arguments that are paths
bucket_options  options that choose files of the bucket
output_file    a file that a command writes: complete, or not at all
file_lines     what `watch` prints on a terminal: a line per file, a summary
"""

from functions.cli.commands import app, main

__all__ = ["app", "main"]
