"""The command that installs what an optional part of Driftline needs; one wording for all messages."""


def install_command(extra: str) -> str:
    """Return how to install an extra of the package.

    >>> install_command("excel")
    "pip install 'driftline[excel]'"
    """
    return f"pip install 'driftline[{extra}]'"
