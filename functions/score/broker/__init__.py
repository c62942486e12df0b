"""RabbitMQ: consume, ack, retry, park. The only importer of `pika`.

delivery    one message, and the names of the topology
connection  connecting, and what goes wrong, as our errors
consumer    the connection of a worker
"""

from functions.score.broker.connection import check
from functions.score.broker.consumer import Broker
from functions.score.broker.delivery import Delivery

__all__ = ["Broker", "Delivery", "check"]
