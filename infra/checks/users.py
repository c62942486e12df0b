"""Whether the store has the users for our functions, with their policies and passwords."""

from collections.abc import Sequence
from functools import partial

from common.checks import Check, found_out, ok, problem
from infra.minio import users
from infra.minio.admin import StoreAdmin
from infra.minio.users import StoreUser

REPAIR = "Run `driftline bootstrap` with the function's own credentials in STORE_…"


def store_users(admin: StoreAdmin, endpoint: str, bucket: str, wanted: Sequence[StoreUser]) -> list[Check]:
    """Return the state of each user whose credentials are known here."""

    def look(user: StoreUser) -> list[Check]:
        return [state(user, users.faults(admin, endpoint, bucket, user))]

    return [check for user in wanted for check in found_out(_name(user), partial(look, user))]


def state(user: StoreUser, faults: Sequence[str]) -> Check:
    """Return the state of a user with these faults, one line each."""
    if faults:
        return problem(_name(user), "; ".join(faults), REPAIR, faults=list(faults))
    return ok(_name(user), "logs in, and has the permissions that it needs")


def _name(user: StoreUser) -> str:
    return f"store user for {user.role}"
