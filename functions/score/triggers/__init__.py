"""The triggers: each turns an event into a call of the handler, and the outcome into an answer.

http         CloudEvents and plain event bodies over HTTP
aws_lambda   events and batches of SQS that AWS Lambda brings
lambda_time  how much time such a call has
watch        a folder as the bucket
folder_scoring  scores its files, in this process or in one of its own
queue_worker  the worker of any queue
rabbitmq     its queue in RabbitMQ
sqs          its queue in Amazon SQS
pubsub       its queue in Google Pub/Sub, pushes of Pub/Sub, and the bridge from MinIO
sweep        a look at the whole bucket for files without their verdict
two_files    two files compared directly; `sources` and `source_folders` open them, `file_type` is that of
             standard input
library      data that a Python program compares; `arguments` checks its options
settling     from a message to the outcome of each record, for all triggers
dead_letter  one message that nobody takes, of any queue
ladder       how long a file waits before each retry
stopping     SIGTERM and Ctrl-C
"""
