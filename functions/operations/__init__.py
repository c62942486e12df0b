"""What an operator asks, answered from the bucket, the broker and the set-up.

access     the connections that the answers need, as the settings name them
broker     what an operator asks a queue system: `rabbitmq_broker` and `sqs_broker` answer
letter_boxes  the messages that nobody takes, of whichever queue system
parts      the parts that status, setup and facts share
status     how Driftline is doing, on one screen
setup      whether the whole set-up is in order
trace      what became of one file, and what to do
facts      what is found out about one file
advice     what to do about one file, in one sentence
messages   how many messages wait, and which of them need a person
unscored   drift files without a verdict
selection  which dead letters an operator means
times      times and ages for a person
"""
