"""The compose file's servers as plain processes, for development and for tests on real servers.

Environment, command, definitions and notification rules come from `docker-compose.yml` and the files that it
mounts; only host names and container folders are replaced, by loopback ports and real folders.

stack       RabbitMQ and MinIO together, and Prometheus if wanted
rabbitmq    RabbitMQ as a process
minio       MinIO as a process
prometheus  Prometheus as a process
ministack   a server with the interface of AWS, as a process; not in the compose file
fake_gcs    a server with the interface of Cloud Storage, as a process; not in the compose file
pubsub      a server with the interface of Pub/Sub, as a process; not in the compose file
moto        another such server
bridge      `driftline bridge` as a process
bridged     MinIO, the bridge and Pub/Sub together
aws         a bucket of MiniStack that tells a queue about its drift files
lambda_emulator  the score image as AWS Lambda runs it
process     a server process that ends with its parent
memory      how much memory a process has
programs    finds the servers' programs on this machine
compose     reads commands, environments and mounts from the compose file
shell       variables and paths for the shells of a stack's user
places      maps addresses and folders of the containers to real ones
"""

from infra.stack.programs import MissingProgram
from infra.stack.stack import Stack

__all__ = ["MissingProgram", "Stack"]
