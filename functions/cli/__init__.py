"""The command line.

commands       the commands of users; each imports what it needs when it is called
operating      the commands of an operator, in the same way
diagnosis      what `doctor` does with its options
dead_letters   what `dead-letters` does with its options
worker_queue   the queues that a worker can take events from
letter_queue   the queues of messages that nobody takes
letter_lines   dead letters on a terminal and as JSON
check_lines    checks on a terminal and as JSON
history        the commands about the histories of datasets, in the same way
histories      what `history` and `accept` do with their options
line_table     the lines of a history on a terminal
columns        rows of text in columns
scoring        what `score` does with its options
watching       what `watch` does with its options
working        what `worker` does with its options
reconciling    what `reconcile` does with its options
bridge_server  the bridge from MinIO to Pub/Sub as a server of its own
endings        how a command ends: exit codes, one line per error
extras         which extra of the package provides a missing module
paths          arguments that are paths
bucket_options  options that choose files of the bucket
output_file    a file that a command writes: complete, or not at all
file_lines     what `watch` prints on a terminal: a line per file, a summary
"""

from functions.cli.commands import app, main

__all__ = ["app", "main"]
