"""The optional upload function: stores files posted over HTTP in the bucket, and returns verdicts.

server       runs it: `driftline upload`
connections  the limits on connections: how many, how slow
main         the HTTP application
guard        decides about a request before its body is read
sites        the names it answers to, and the pages that may call it
tokens       who may upload to which folder
clients      how many requests one client may send
disk         how much temporary disk uploads may take
body_limit   the limits on the size and the time of a request's body
routes       the routes
handler      checks both files, stores the baseline, then the drift file
naming       the keys of an upload
verdicts     the verdict on the current version of a drift file
streaming    a verdict as an answer
health       whether the store answers
threads      threads for calls that block
answers      the bodies of answers, for the OpenAPI document
metrics      what it counts and measures for Prometheus
refusals     turns every error into an answer
wiring       the only importer of a concrete store
"""
