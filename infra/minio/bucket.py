"""The bucket as its administrator sees it: created, and its notification rules."""

from collections.abc import Mapping
from typing import Any

from common.errors import SetupError, StoreRefused
from common.stores.minio import MinioStore
from common.stores.minio_errors import translated
from infra.minio.rule_format import from_document, to_document


class AdministeredBucket(MinioStore):
    """A bucket, opened with the rights to create it and to set its notification rules."""

    def create_bucket(self) -> bool:
        """Create the bucket; tells whether it was missing."""
        with translated(self._bucket):
            if self._client.bucket_exists(self._bucket):
                return False
            self._client.make_bucket(self._bucket)
            return True

    def notifications(self) -> dict[str, Any]:
        """Return the bucket's notification rules as S3's NotificationConfiguration in JSON's types."""
        with translated(self._bucket):
            return to_document(self._client.get_bucket_notification(self._bucket))

    def set_notifications(self, rules: Mapping[str, Any]) -> None:
        """Replace ALL of the bucket's notification rules, given as S3's NotificationConfiguration.

        Raises SetupError with the server's own words when it does not take them.
        """
        try:
            with translated(self._bucket):
                self._client.set_bucket_notification(self._bucket, from_document(rules))
        except StoreRefused as error:
            raise SetupError(str(error)) from error
