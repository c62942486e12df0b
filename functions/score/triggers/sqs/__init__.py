"""The queue of the worker in Amazon SQS. The only importer of `boto3`.

queue         the queue, with the requests that a worker needs
message       one message
connection    opens a client, and translates its errors
running       puts a worker together, and runs it
inspection    what SQS says about a queue, without looking at a message
checks        what an operator checks on a queue
dead_letters  reads, replays and drops dead letters
"""
