"""The optional upload function: stores files posted over HTTP in the bucket, and returns verdicts.

main        the HTTP application
handler     checks both files, stores the baseline, then the drift file
naming      the keys of an upload
body_limit  the limit on the size of a request's body
verdicts    the verdict on the current version of a drift file
answers     the bodies of answers, for the OpenAPI pages
metrics     what it counts and measures for Prometheus
refusals    turns every error into an answer
wiring      the only importer of a concrete store
"""
