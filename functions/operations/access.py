"""The connections and the expected set-up that an operator's questions need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from common.settings import Settings
from functions.score.triggers.rabbitmq import checks
from infra.minio import notifications, users
from infra.minio.admin import StoreAdmin
from infra.minio.bucket import AdministeredBucket
from infra.minio.users import StoreUser
from infra.rabbitmq import definitions


@dataclass(frozen=True, slots=True)
class Access:
    """The store and the broker with an operator's credentials, and what is expected of them.

    Attributes
    ----------
    settings : with the addresses.
    store, admin : the bucket, and the administration of its server.
    broker_url : with an operator's credentials.
    rules : our notification rules.
    topology : the parsed definitions.json.
    store_users : the users whose credentials are known here.
    broker_passwords : of the users of the definitions, as far as they are known here.
    """

    settings: Settings
    store: AdministeredBucket
    admin: StoreAdmin
    broker_url: str = field(repr=False)
    rules: Sequence[notifications.Document]
    topology: Mapping[str, Any]
    store_users: Sequence[StoreUser] = ()
    broker_passwords: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def from_settings(
        cls, settings: Settings, environment: Mapping[str, str], rules: Path | None = None
    ) -> Self:
        """Return the access that the settings, and the variables of the bootstrap, describe.

        `rules` is the file of the notification rules; by default those shipped. Raises SetupError if there
        are no credentials, or a file cannot be read.
        """
        admin = StoreAdmin.from_settings(settings)
        topology = definitions.read()
        passwords = {
            user["name"]: environment.get(definitions.password_variable(user["name"]), "")
            for user in topology["users"]
        }
        return cls(
            settings=settings,
            store=AdministeredBucket.from_settings(settings),
            admin=admin,
            broker_url=settings.broker_url.get_secret_value(),
            rules=notifications.read(rules or notifications.shipped()),
            topology=topology,
            store_users=users.from_environment(environment),
            broker_passwords={user: password for user, password in passwords.items() if password},
        )

    def broker_url_of(self, user: str) -> str | None:
        """Return the broker's address with a user's own credentials; None if they are not known here."""
        password = self.broker_passwords.get(user)
        return None if password is None else checks.as_user(self.broker_url, user, password)
