"""The RabbitMQ trigger: consume, ack, retry, dead-letter. The only importer of `pika`.

worker           scores what the queue delivers, until it is stopped
consumer         consumes the queue, and acks its messages
delivery         one message
message_scoring  scores one message, and decides what becomes of it
file_guard       a file that ends the scoring process gets an error verdict
environment      waits while the store does not work
hand_over        publishes to the retry ladder and to the dead letters
scoring_process  the process that scores: a file that needs too much ends it, not the worker
connection       connects, and translates errors
patience         tries again until something works
topology         the names of queue and exchanges; declares what a broker lacks
queues           how many messages wait in a queue, and how many consumers it has
dead_letter      one message that nobody takes
dead_letters     reads, replays and drops such messages
reader           reads a queue, and gives back what is not removed
checks           what an operator checks on the broker
health           /livez and /readyz of a worker
pages            a small HTTP server
running          puts the parts of a worker together, and runs it
"""

from functions.score.triggers.rabbitmq.consumer import Consumer
from functions.score.triggers.rabbitmq.delivery import Delivery
from functions.score.triggers.rabbitmq.topology import ensure_topology

__all__ = ["Consumer", "Delivery", "ensure_topology"]
