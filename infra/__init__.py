"""Everything around the functions: broker, store, their set-up, and a stack for development.

minio        the store's bucket, users and notification rules
rabbitmq     the broker's exchanges, queues and users
checks       whether both are in order, for the commands that ask
stack        both as processes of this machine, and servers of Google and Amazon for tests
bootstrap    sets up bucket, users, rules and topology
credentials  writes random passwords into .env
digests      pins the images that we take from elsewhere
samples      writes functions/samples, the demonstration's files
"""
