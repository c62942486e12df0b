"""The administration of the store: bucket, notification rules, users.

bucket         creates the bucket, reads and writes its notification rules
notifications  our notification rules, merged with those of others
rule_format    converts rules between minio-py's classes and S3's JSON
users          the users for our functions, with their permissions
admin          users, policies and targets of a MinIO server
"""
