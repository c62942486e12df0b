"""The RabbitMQ trigger: consume, ack, retry, dead-letter. The only importer of `pika`.

running       puts a worker together, and runs it
consumer      consumes the queue, and acks its messages
delivery      one message
hand_over     publishes to the retry ladder and to the dead letters
large_queue   passes large files on to their own workers
copies        copies of messages, and how they are published
connection    connects, and translates errors
topology      the names of queue and exchanges; declares what a broker lacks
queues        how many messages wait in a queue, and how many consumers it has
dead_letter   makes a dead letter of a message
dead_letters  reads, replays and drops such messages
reader        reads a queue, and gives back what is not removed
checks        what an operator checks on the broker
"""

from functions.score.triggers.rabbitmq.consumer import Consumer
from functions.score.triggers.rabbitmq.delivery import Delivery
from functions.score.triggers.rabbitmq.topology import ensure_topology

__all__ = ["Consumer", "Delivery", "ensure_topology"]
