"""The full names of subscriptions and topics."""

import os
import re

from common.errors import SetupError

# The variable with the project, as Google's own libraries and Cloud Shell have it.
PROJECT = "GOOGLE_CLOUD_PROJECT"
FULL = re.compile(r"projects/[^/]+/(subscriptions|topics)/[^/]+")


def full_name(name: str, kind: str) -> str:
    """Return the name `projects/P/subscriptions/S` or `projects/P/topics/T`, with the project if it lacks.

    Raises SetupError if the name has another form, or there is no project.

    >>> full_name("projects/p/subscriptions/drift", "subscriptions")
    'projects/p/subscriptions/drift'
    """
    if (match := FULL.fullmatch(name)) and match[1] == kind:
        return name
    if "/" in name:
        raise SetupError(f"{name!r} is not of the form projects/PROJECT/{kind}/NAME")
    if not (project := os.environ.get(PROJECT)):
        raise SetupError(f"set {PROJECT}, or write projects/PROJECT/{kind}/{name} instead of {name!r}")
    return f"projects/{project}/{kind}/{name}"
