"""The bucket for its administrator: creates it, reads and writes its notification rules."""

from collections.abc import Mapping
from typing import Any

from common.errors import SetupError, StoreRefused
from common.stores.minio import MinioStore
from common.stores.minio_errors import translated
from infra.minio.rule_format import from_document, to_document


class AdministeredBucket(MinioStore):
    """A bucket whose user may create it and set its notification rules."""

    def create_bucket(self) -> bool:
        """Create the bucket if it is missing; return whether it was."""
        with translated(self._bucket):
            if self._client.bucket_exists(self._bucket):
                return False
            self._client.make_bucket(self._bucket)
            return True

    def notifications(self) -> dict[str, Any]:
        """Return the bucket's notification rules as an S3 NotificationConfiguration of JSON values."""
        with translated(self._bucket):
            return to_document(self._client.get_bucket_notification(self._bucket))

    def set_notifications(self, rules: Mapping[str, Any]) -> None:
        """Replace ALL notification rules of the bucket by those of an S3 NotificationConfiguration.

        Raises SetupError with the server's reason if it refuses them.
        """
        try:
            with translated(self._bucket):
                self._client.set_bucket_notification(self._bucket, from_document(rules))
        except StoreRefused as error:
            raise SetupError(str(error)) from error
