"""Variables that Kubernetes sets, and nobody meant as settings."""

import re

# In every container, for a Service named `driftline` or, say, `driftline-upload`
# (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables).
SERVICE_VARIABLE = re.compile(
    r"DRIFTLINE_(\w+_)?("
    r"SERVICE_(HOST|PORT(_\w+)?)=.*"
    r"|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?=.*"
    r"|PORT=(tcp|udp|sctp)://.*)"
)


def is_of_a_service(name: str, value: str) -> bool:
    """Return whether Kubernetes sets a variable to this value for a Service.

    >>> is_of_a_service("DRIFTLINE_PORT", "tcp://10.0.0.1:80")
    True
    """
    return SERVICE_VARIABLE.fullmatch(f"{name}={value}") is not None
