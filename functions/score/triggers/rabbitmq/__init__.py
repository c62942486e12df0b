"""The RabbitMQ trigger: consume, ack, retry, dead-letter. The only importer of `pika`.

worker      scores what the queue delivers, until it is stopped
consumer    the connection of a worker
connection  connects, and translates errors
delivery    one message, and the names of the topology
topology    what of it a broker lacks, declared
health      the /healthz of a worker
"""

from functions.score.triggers.rabbitmq.consumer import Broker
from functions.score.triggers.rabbitmq.delivery import Delivery
from functions.score.triggers.rabbitmq.topology import ensure_topology

__all__ = ["Broker", "Delivery", "ensure_topology"]
