"""Why a store could not be reached, in a few words."""

import urllib3


def cause_of(error: Exception, *, authorities: str = "SSL_CERT_FILE") -> str:
    """Return the cause of a failed request; urllib3 wraps it in an error about its retries.

    `authorities` is the variable with which the client library takes private certificate authorities.
    """
    reason = getattr(error, "reason", None)
    cause = reason if isinstance(reason, Exception) else error
    if isinstance(cause, urllib3.exceptions.SSLError):
        return f"TLS failed: {cause}; for a certificate from a private authority, set {authorities}"
    return type(cause).__name__
