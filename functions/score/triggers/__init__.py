"""The triggers: each turns an event into a call of the handler, and the outcome into an answer.

http         CloudEvents and plain event bodies over HTTP
watch        a folder as the bucket
two_files    two files compared directly; `sources` opens them, `file_type` is that of standard input
library      `driftline.compare`; `arguments` checks its options
rabbitmq     the worker
reconcile    scores what `missed` lists
settlement   what all of them share
stopping     SIGTERM and Ctrl-C
"""
