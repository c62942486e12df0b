"""Object stores: the protocol, and its implementations.

store            the protocol: the requests to a bucket
opening          opens the bucket in the settings
addresses        tells which addresses are Cloud Storage
minio            a bucket of MinIO, or of any other server with an S3 interface
minio_errors     translates its errors to ours
aws_credentials  the credentials that AWS gives a process
gcs              a bucket of Google Cloud Storage
gcs_errors       translates the errors of its client to ours
answer_stream    the body of a store's answer, checked for completeness
chunk_stream     an object whose bytes are requested in chunks
causes           why a store could not be reached, in a few words
folder           a folder as the bucket
folder_metadata  user metadata of the objects in a folder
folder_errors    errors of the file system as those of a store
memory           a bucket in memory
probe            tells whether a store's trouble is about one key, or about every key
"""
