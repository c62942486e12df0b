"""The queue of the worker in Google Pub/Sub. The only importer of `google.cloud.pubsub`.

queue         a subscription, with the requests that a worker needs
message       one message
connection    opens a client, and translates its errors
names         the full names of subscriptions and topics
running       puts a worker together, and runs it
bridge        takes events of MinIO, and sends them to a topic
preparing     makes everything ready, for `driftline bootstrap`
topology      creates topics and subscriptions
notification  lets a bucket of Cloud Storage tell a topic
"""
