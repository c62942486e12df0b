"""The RabbitMQ trigger: consume, ack, retry, dead-letter. The only importer of `pika`.

worker      scores what the queue delivers, until it is stopped
consumer    consumes the queue, and sends each message's outcome to the broker
connection  connects, and translates errors
delivery    one message
topology    the names of queue and exchanges; declares what a broker lacks
queues      how many messages wait in a queue, and how many consumers it has
dead_letter   one message that nobody takes
dead_letters  reads, replays and drops such messages
reader      reads a queue, and gives back what is not removed
checks      what an operator checks on the broker
health      the /healthz of a worker
"""

from functions.score.triggers.rabbitmq.consumer import Consumer
from functions.score.triggers.rabbitmq.delivery import Delivery
from functions.score.triggers.rabbitmq.topology import ensure_topology

__all__ = ["Consumer", "Delivery", "ensure_topology"]
