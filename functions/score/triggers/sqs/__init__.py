"""The queue of the worker in Amazon SQS. The only importer of `boto3`.

queue       the queue, with the requests that a worker needs
message     one message
connection  opens a client, and translates its errors
running     puts a worker together, and runs it
"""
