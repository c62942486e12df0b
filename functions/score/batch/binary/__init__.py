"""Binary formats other than Parquet.

record_batches  checks batches of rows, and keeps all of them or a sample
arrow_stream    Feather and Arrow IPC, files and streams
arrow_messages  how much a message of Arrow IPC unpacks to
orc             ORC
avro            Avro, decoded with fastavro
avro_blocks     the blocks of an Avro file, unpacked within limits
avro_types      the Arrow types of an Avro schema
excel           workbooks, read with python-calamine in a process of its own
excel_process   what that process runs
"""
