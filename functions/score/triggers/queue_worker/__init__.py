"""The worker of a queue: takes one message at a time, scores what it announces, and settles it.

queue            what a queue has to offer: the protocols, and the decision about a message
polling          makes a consumer of a queue that has to be asked for messages
deadline_queue   a queue whose messages come again when their deadline is over, such as SQS and Pub/Sub
counted_message  its message
letter_reason    why a message became a dead letter, as an attribute of it
worker           scores what the queue delivers, until it is stopped
message_scoring  scores one message, and decides what becomes of it
large_files      leaves a large file to other workers
file_guard       a file that ends the scoring process gets an error verdict
environment      waits while the store does not work
scoring_process  the process that scores: a file that needs too much ends it, not the worker
patience         tries again until something works
handing_over     hands a message over, and shows what the worker waits for
health           /livez and /readyz of a worker
pages            a small HTTP server
running          puts the parts of a worker together, and runs it
"""
