"""Prometheus as a process, with the configuration and the rules that compose mounts."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from infra.stack.compose import Service
from infra.stack.places import Places
from infra.stack.process import Process
from infra.stack.programs import find
from infra.stack.server import Server, answers_ok

ADDRESS = "prometheus:9090"
READY = "/-/ready"
# What it scrapes of our own programs, which are started by hand or by a test.
WORKER, UPLOAD = "score:8081", "upload:8000"
CONFIGURATION, RULES = "/etc/prometheus/prometheus.yml", "/etc/prometheus/alerts.yml"
MINUTE_SECONDS = 60
UNITS = {"s": 1, "m": 60, "h": 3600}
# A duration, such as 15s, and how an expression writes minutes in seconds.
DURATION = re.compile(r"\b(\d+)([smh])\b")
MINUTES = f" * {MINUTE_SECONDS}"
TEXTS = "annotations"


class PrometheusServer(Server):
    """The service `prometheus` of the profile `metrics`.

    Parameters
    ----------
    service : the service of the compose file.
    places : the addresses and folders of this stack.
    folder : for configuration and logs.
    environment : PATH and STACK_TOOLS, the folders to find programs in.
    minute_seconds : how many seconds a minute of configuration and rules lasts; see `scaled`.

    Raises MissingProgram.
    """

    def __init__(
        self,
        service: Service,
        places: Places,
        folder: Path,
        environment: Mapping[str, str],
        *,
        minute_seconds: int,
    ) -> None:
        self._service = service
        self._places = places
        own = folder / "prometheus"
        own.mkdir(exist_ok=True)
        for inside in (CONFIGURATION, RULES):
            document = scaled(_static(self._shipped(inside), places), minute_seconds)
            # JSON is YAML, too.
            (own / Path(inside).name).write_text(json.dumps(document, indent=2), encoding="utf-8")
        arguments = [word.replace(str(Path(CONFIGURATION).parent), str(own)) for word in service.command]
        server = Process(
            [find("prometheus", environment), *(places.translate(word, service) for word in arguments)],
            {"PATH": environment.get("PATH", ""), "HOME": str(folder)},
            folder / "logs" / "prometheus.log",
        )
        super().__init__(server)

    @property
    def endpoint(self) -> str:
        """The address of its page and its API, http://127.0.0.1:port."""
        return f"http://{self._places.address(ADDRESS)}"

    @property
    def worker_port(self) -> int:
        """The port on 127.0.0.1 at which it expects a worker's metrics."""
        return self._places.port(WORKER)

    @property
    def upload_port(self) -> int:
        """The port on 127.0.0.1 at which it expects the upload function."""
        return self._places.port(UPLOAD)

    def _answers(self) -> bool:
        return answers_ok(self.endpoint + READY)

    def _shipped(self, inside: str) -> Any:
        """Return a file that compose mounts, with the addresses of this stack."""
        (mount,) = (each for each in self._service.mounts if each.target == inside)
        text = self._places.path(mount).read_text(encoding="utf-8")
        return yaml.safe_load(self._places.translate(text, self._service))


def scaled(document: Any, minute_seconds: int) -> Any:
    """Return configuration or rules in which a minute lasts another number of seconds, for tests.

    Every duration is scaled, but to no less than a second, and so is every ` * 60` of an expression. Only the
    texts of alerts stay as they are.

    >>> scaled({"expr": "max_over_time(x[30m]) > 5 * 60", "for": "2m", "scrape_interval": "15s"}, 1)
    {'expr': 'max_over_time(x[30s]) > 5 * 1', 'for': '2s', 'scrape_interval': '1s'}
    """

    def duration(match: re.Match[str]) -> str:
        seconds = int(match[1]) * UNITS[match[2]] * minute_seconds // MINUTE_SECONDS
        return f"{max(1, seconds)}s"

    match document:
        case str():
            return DURATION.sub(duration, document).replace(MINUTES, f" * {minute_seconds}")
        case dict():
            return {
                key: value if key == TEXTS else scaled(value, minute_seconds)
                for key, value in document.items()
            }
        case list():
            return [scaled(each, minute_seconds) for each in document]
        case _:
            return document


def _static(document: Any, places: Places) -> Any:
    """Replace the names that only the containers can look up by addresses of this stack."""
    for job in document.get("scrape_configs", ()):
        if looked_up := job.pop("dns_sd_configs", ()):
            targets = [f"{name}:{each['port']}" for each in looked_up for name in each["names"]]
            job["static_configs"] = [{"targets": [places.address(target) for target in targets]}]
    return document
