"""The administration of the store: bucket, notification rules, users."""
