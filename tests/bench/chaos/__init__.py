"""A chaos run: many files into real servers that are killed, restarted and frozen meanwhile.

plan      how many files and faults, which, and by which seed
contents  the files, and what a quiet Driftline says about each
clients   put, overwrite, move and delete files, as users do
ledger    what the clients did, and how long each put took
systems   the stores and queues: MinIO with RabbitMQ or Pub/Sub, or S3 with SQS
servers   one of these, and workers that are started again when they end
faults    what happens to the servers
audit     reads the bucket afterwards: missing, wrong and repeated verdicts
page      the result as a page
queues    the results on all queues, as another page
"""
