"""Everything around the functions: broker, store, their set-up, and a stack for development.

bootstrap    sets up bucket, users, rules and topology
credentials  writes random passwords into .env
digests      pins the images that we take from elsewhere
samples      writes functions/samples, the demonstration's files
"""
