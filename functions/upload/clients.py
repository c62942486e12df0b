"""What one client may ask for: so many requests in a minute, and so many at the same time."""

import ipaddress
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from functions.upload.refusals import come_back

TOO_MANY = "too_many_requests"
REQUEST_LIMIT = 32  # requests of one client
REMEMBERED = 10_000  # clients; those not seen for longest are forgotten first
IPV6_NETWORK = 64  # bits: the addresses of one household or machine


class Clients:
    """Counts the requests of each client.

    Parameters
    ----------
    per_minute : the most requests of one client in the long run, and at once after a pause.
    clock : seconds, rising.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # requests left, and when
        self._active: Counter[str] = Counter()

    @contextmanager
    def admitted(self, name: str) -> Iterator[None]:
        """Count a request for as long as the block runs; raises Refused with 429 if it is one too many."""
        self.count(name)
        if self._active[name] >= REQUEST_LIMIT:
            raise come_back(429, TOO_MANY, f"{REQUEST_LIMIT} requests of this client are being answered", 1)
        self._active[name] += 1
        try:
            yield
        finally:
            self._active[name] -= 1
            if not self._active[name]:
                del self._active[name]

    def count(self, name: str) -> None:
        """Count a request; raises Refused with 429 if the client has sent too many."""
        now, per_second = self._clock(), self._most / 60
        left, then = self._left.get(name, (self._most, now))
        left = min(self._most, left + (now - then) * per_second)
        if left < 1:
            seconds = int((1 - left) / per_second) + 1
            raise come_back(
                429, TOO_MANY, f"this client has sent {self._most:.0f} requests in a minute", seconds
            )
        self._left[name] = (left - 1, now)
        self._left.move_to_end(name)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)


def name_of_address(address: str) -> str:
    """Return the name of a client without a token: its address; for IPv6, its network.

    >>> name_of_address("127.0.0.1"), name_of_address("2001:db8::7")
    ('127.0.0.1', '2001:db8::/64')
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:  # noqa: PLR2004 - the other version is 6
        return address
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))
