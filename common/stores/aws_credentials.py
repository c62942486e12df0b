"""The credentials that AWS gives a process in its environment: keys there, or a role that it names there."""

import os
from collections.abc import Mapping

from minio.credentials.providers import EnvAWSProvider, IamAwsProvider, Provider

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
# What containers (ECS, EKS) and Kubernetes with web identities have instead of keys.
ROLES = (
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")


def provider(environment: Mapping[str, str] = os.environ) -> Provider | None:
    """Return what provides the credentials, a session token among them; None if AWS gives none."""
    if all(environment.get(name) for name in KEYS):
        return EnvAWSProvider()
    return IamAwsProvider() if any(environment.get(name) for name in ROLES) else None


def region(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the region that the credentials are for; None if AWS names none."""
    return next((environment[name] for name in REGIONS if environment.get(name)), None)
