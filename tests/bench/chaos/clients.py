"""The clients of a chaos run: they put, overwrite, move and delete files, as users do."""

from __future__ import annotations

import io
import threading
import time
from typing import TYPE_CHECKING

from chaos import contents
from common.errors import ObjectGone, RetryLater

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from chaos.contents import Content
    from chaos.ledger import Ledger
    from chaos.plan import Plan
    from chaos.servers import Servers

# Names that stores and events encode in different ways, or that are too long for a verdict beside them.
ODD_NAMES = ("a b", "a+b", "100%", "a%20b", "é", "日本", "q?&=#", "(1)", "~", "x" * 230)
PAUSE_SECONDS = 0.15
RETRY_SECONDS = 0.1
BURST = 6
LATE_SECONDS = (5.0, 25.0)


class Client(threading.Thread):
    """One client; it ends when the ledger has enough puts.

    Parameters
    ----------
    number : of this client; it writes below its own folders, so that no two clients write the same key.
    pool : what it puts.
    plan : how many puts all clients make together, and whether all are new files.
    """

    def __init__(
        self,
        number: int,
        servers: Servers,
        ledger: Ledger,
        pool: dict[str, list[Content]],
        rng: random.Random,
        plan: Plan,
    ) -> None:
        super().__init__(name=f"client {number}")
        self._number, self._servers, self._ledger, self._rng = number, servers, ledger, rng
        self._pool, self._puts, self._calm = pool, plan.puts, plan.calm
        self._store = servers.store()
        self._keys: list[tuple[str, Content]] = []
        self._late: list[tuple[float, str, str]] = []
        self.failed: BaseException | None = None

    def run(self) -> None:
        """Do one thing after the other."""
        operations = {
            self._new: 70, self._overwrite: 8, self._burst: 2, self._back_and_forth: 2, self._again: 3,
            self._delete_file: 3, self._move: 4, self._broken: 4, self._before_its_baseline: 2,
            self._costly: 0.1, self._in_parts: 0.1,
        }  # fmt: skip
        if self._calm:
            operations = {self._new: 1}
        try:
            for dataset in ("texts", "numbers"):
                self._put(f"baselines/{self._folder(dataset)}/baseline.csv", contents.baseline(dataset))
            while self._ledger.puts < self._puts:
                (operation,) = self._rng.choices(list(operations), list(operations.values()))
                operation()
                self._ledger.did(operation.__name__.removeprefix("_"))
                self._bring_late_baselines()
                time.sleep(self._rng.expovariate(1 / PAUSE_SECONDS))
            self._bring_late_baselines(everything=True)
        except BaseException as error:
            self.failed = error
            raise

    def _new(self) -> None:
        content = self._rng.choice(self._pool["good"])
        self._drop(self._new_key(content), content)

    def _overwrite(self) -> None:
        key, content = self._known()
        self._drop(key, self._other(content))

    def _burst(self) -> None:
        key, content = self._known()
        for _ in range(BURST):
            content = self._other(content)
            self._drop(key, content)

    def _back_and_forth(self) -> None:
        key, content = self._known()
        self._drop(key, self._other(content))
        self._drop(key, content)

    def _again(self) -> None:
        self._drop(*self._known())

    # Not `_delete`: a thread calls its method of that name when it ends.
    def _delete_file(self) -> None:
        if self._keys:
            key, _ = self._keys.pop(self._rng.randrange(len(self._keys)))
            self._until_accepted(lambda: self._remove(key))

    def _move(self) -> None:
        if not self._keys:
            return
        key, content = self._keys.pop(self._rng.randrange(len(self._keys)))
        self._drop(self._new_key(content), content)
        self._until_accepted(lambda: self._remove(key))

    def _broken(self) -> None:
        content = self._rng.choice(self._pool["broken"])
        self._drop(self._new_key(content), content)

    def _costly(self) -> None:
        content = self._rng.choice(self._pool["costly"])
        self._drop(self._new_key(content), content)

    def _in_parts(self) -> None:
        (content,) = self._pool["large"]
        self._drop(self._new_key(content), content)

    def _before_its_baseline(self) -> None:
        """Put a file whose baseline comes some seconds later."""
        content = self._rng.choice(self._pool["good"])
        folder = f"late/{self._number}-{self._ledger.puts}-{self._rng.random():.9f}"
        self._drop(f"drifts/{folder}/a{content.extension}", content)
        due = time.monotonic() + self._rng.uniform(*LATE_SECONDS)
        self._late.append((due, f"baselines/{folder}/baseline.csv", content.dataset))

    def _bring_late_baselines(self, *, everything: bool = False) -> None:
        for late in list(self._late):
            due, key, dataset = late
            if everything or time.monotonic() > due:
                self._put(key, contents.baseline(dataset))
                self._late.remove(late)

    def _folder(self, dataset: str) -> str:
        return f"{dataset}/{self._number}"

    def _new_key(self, content: Content) -> str:
        odd = f"{self._rng.choice(ODD_NAMES)}-" if self._rng.random() < 0.1 else ""
        name = f"{odd}{self._rng.getrandbits(48):012x}{content.extension}"
        return f"drifts/{self._folder(content.dataset)}/{name}"

    def _known(self) -> tuple[str, Content]:
        if not self._keys:
            self._new()
        return self._rng.choice(self._keys)

    def _other(self, content: Content) -> Content:
        """Return another content that the same key may have."""
        alike = [
            other
            for other in self._pool["good"]
            if (other.extension, other.dataset) == (content.extension, content.dataset) and other != content
        ]
        return self._rng.choice(alike)

    def _drop(self, key: str, content: Content) -> None:
        """Put a drift file."""
        self._ledger.intends(content.etag, content)
        meanwhile = self._servers.disturbed
        began = time.perf_counter()
        self._put(key, content.data)
        seconds = time.perf_counter() - began
        self._ledger.put(seconds, meanwhile if meanwhile == self._servers.disturbed else "changing")
        good = content in self._pool["good"] and not key.startswith("drifts/late/")
        self._keys = [each for each in self._keys if each[0] != key] + ([(key, content)] if good else [])

    def _put(self, key: str, data: bytes) -> None:
        self._until_accepted(lambda: self._store.put(key, io.BytesIO(data), len(data)))

    def _remove(self, key: str) -> None:
        from minio.error import S3Error
        from urllib3.exceptions import HTTPError

        try:
            self._store._client.remove_object(self._servers.bucket, key)
        except (S3Error, HTTPError, OSError) as error:
            raise RetryLater(str(error)) from error

    def _until_accepted(self, request: Callable[[], object]) -> None:
        """Repeat a request until the store accepts it."""
        while True:
            try:
                request()
            except ObjectGone:
                return
            except RetryLater:
                time.sleep(RETRY_SECONDS)
            else:
                return
