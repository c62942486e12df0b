"""The RabbitMQ trigger: consume, ack, retry, dead-letter. The only importer of `pika`.

worker      scores what the queue delivers, until it is stopped
consumer    the connection of a worker
connection  connects, and translates errors
delivery    one message, and the names of the topology
health      the /healthz of a worker
"""

from functions.score.triggers.rabbitmq.connection import check
from functions.score.triggers.rabbitmq.consumer import Broker
from functions.score.triggers.rabbitmq.delivery import Delivery

__all__ = ["Broker", "Delivery", "check"]
