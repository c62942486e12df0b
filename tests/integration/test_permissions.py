"""What each user may do on the store and on the broker: expected beside seen, tried on the real servers."""

import io
import uuid
from functools import partial

import pytest
from minio import Minio, MinioAdmin
from minio.credentials.providers import AssumeRoleProvider, StaticProvider
from minio.error import MinioAdminException, S3Error
from pika.exceptions import ChannelClosedByBroker

pytestmark = pytest.mark.real

PREFIXES = ("baselines/", "drifts/", "results/", "history/", "profiles/", "driftline/", "elsewhere/")
READS = {
    "score": {"baselines/", "drifts/", "results/", "history/", "profiles/", "driftline/"},
    "upload": {"drifts/", "results/"},
}
WRITES = {
    "score": {"results/", "history/", "profiles/", "driftline/"},
    "upload": {"baselines/", "drifts/"},
}
ROLES = ("score", "upload")
ACCESS_REFUSED = 403
EXCHANGES = (
    "drift.events",
    "drift.large",
    "drift.retry",
    "drift.dead-letter",
    "drift.unrouted",
    "amq.direct",
)
QUEUES = ("drift.score", "drift.large", "drift.retry.1", "drift.dead-letter", "drift.unrouted")
CONSUMES = {"worker": {"drift.score", "drift.large"}, "minio": set()}
PUBLISHES = {"worker": {"drift.large", "drift.retry", "drift.dead-letter"}, "minio": {"drift.events"}}
# MinIO declares its exchange when it connects, which needs the permission that deleting it needs, too.
CONFIGURES = {"worker": set(), "minio": {"drift.events"}}


class StoreUser:
    """A function's user on the store, and an object to try things on."""

    def __init__(self, stack, role):
        environment = stack.settings(role)
        self.bucket = environment["DRIFTLINE_BUCKET"]
        self.endpoint = environment["DRIFTLINE_STORE_ENDPOINT"]
        self.keys = environment["DRIFTLINE_STORE_ACCESS_KEY"], environment["DRIFTLINE_STORE_SECRET_KEY"]
        host = self.endpoint.removeprefix("http://")
        self.client = Minio(
            host, access_key=self.keys[0], secret_key=self.keys[1], secure=False, region="us-east-1"
        )
        self.admin = MinioAdmin(endpoint=host, credentials=StaticProvider(*self.keys), secure=False)

    def get(self, key):
        self.client.get_object(self.bucket, key).read()

    def put(self, key):
        self.client.put_object(self.bucket, key, io.BytesIO(b"x"), 1)

    def delete(self, key):
        self.client.remove_object(self.bucket, key)

    def list(self, prefix):
        list(self.client.list_objects(self.bucket, prefix, recursive=True))

    def temporary(self):
        """Return temporary credentials for this user; MinIO knows no policy that denies them."""
        return AssumeRoleProvider(
            sts_endpoint=self.endpoint,
            access_key=self.keys[0],
            secret_key=self.keys[1],
            region="us-east-1",
        )


@pytest.fixture(params=ROLES)
def role(request):
    return request.param


@pytest.fixture
def user(stack, role):
    return StoreUser(stack, role)


def may(attempt):
    """Return whether a user may do this; other failures than a refusal are failures of the test."""
    try:
        attempt()
    except (S3Error, MinioAdminException) as error:
        if "AccessDenied" in str(error):
            return False
        raise
    return True


@pytest.mark.parametrize("prefix", PREFIXES)
def test_objects_of_each_prefix(stack, user, role, prefix, minio_store):
    key = f"{prefix}permissions/{uuid.uuid4().hex}.bin"  # an extension that is not scored
    minio_store(user.bucket).put(key, io.BytesIO(b"x"), 1)
    seen = {name: may(partial(getattr(user, name), key)) for name in ("get", "put", "delete")}
    reads, writes = prefix in READS[role], prefix in WRITES[role]
    assert seen == {"get": reads, "put": writes, "delete": False}


@pytest.mark.parametrize("prefix", [*PREFIXES, "", "drift", "b"])
def test_listings(user, role, prefix):
    assert may(partial(user.list, prefix)) == (prefix in READS[role])


@pytest.mark.parametrize(
    "attempt",
    [
        lambda user: user.client.make_bucket(f"new-{uuid.uuid4().hex[:8]}"),
        lambda user: user.client.remove_bucket(user.bucket),
        lambda user: user.client.get_bucket_policy(user.bucket),
        lambda user: user.client.delete_bucket_policy(user.bucket),
        lambda user: user.client.get_bucket_notification(user.bucket),
        lambda user: user.client.delete_bucket_notification(user.bucket),
        lambda user: user.client.get_bucket_versioning(user.bucket),
        lambda user: user.client.delete_bucket_lifecycle(user.bucket),
        lambda user: user.client.list_objects("elsewhere", recursive=True).__next__(),
        lambda user: user.admin.info(),
        lambda user: user.admin.user_list(),
        lambda user: user.admin.policy_list(),
        lambda user: user.admin.user_add("intruder", "a long password"),
        lambda user: user.admin.user_add(user.keys[0], "a password of its own"),
        lambda user: user.admin.add_service_account(),
        lambda user: user.admin.service_restart(),
    ],
)
def test_no_user_administers_the_store_or_makes_credentials(user, attempt):
    assert not may(partial(attempt, user))
    assert may(partial(user.list, "drifts/")), "its password is as before"


def test_each_user_sees_its_own_bucket_alone(user, minio_store):
    minio_store(f"others-{uuid.uuid4().hex[:8]}").create_bucket()
    assert [bucket.name for bucket in user.client.list_buckets()] == [user.bucket]


def test_temporary_credentials_may_do_no_more_than_the_user(user, role):
    host = user.endpoint.removeprefix("http://")
    user.client = Minio(host, credentials=user.temporary(), secure=False, region="us-east-1")
    user.admin = MinioAdmin(endpoint=host, credentials=user.temporary(), secure=False)
    for prefix in PREFIXES:
        assert may(partial(user.list, prefix)) == (prefix in READS[role])
    assert not may(user.admin.add_service_account)
    assert not may(partial(user.admin.user_add, "intruder", "a long password"))


def test_only_without_the_user_temporary_credentials_end(stack, minio_store):
    """SECURITY.md says so, because a changed password is what an operator would rely on."""
    root = stack.settings("bootstrap")
    host = root["DRIFTLINE_STORE_ENDPOINT"].removeprefix("http://")
    keys = root["DRIFTLINE_STORE_ACCESS_KEY"], root["DRIFTLINE_STORE_SECRET_KEY"]
    admin = MinioAdmin(endpoint=host, credentials=StaticProvider(*keys), secure=False)
    key = f"elsewhere/{uuid.uuid4().hex}.bin"
    minio_store(root["DRIFTLINE_BUCKET"]).put(key, io.BytesIO(b"x"), 1)
    name = f"thief-{uuid.uuid4().hex[:8]}"
    admin.user_add(name, "a long password")
    admin.attach_policy(["readonly"], user=name)
    stolen = AssumeRoleProvider(
        sts_endpoint=f"http://{host}", access_key=name, secret_key="a long password", region="us-east-1"
    ).retrieve()
    client = Minio(
        host,
        access_key=stolen.access_key,
        secret_key=stolen.secret_key,
        session_token=stolen.session_token,
        secure=False,
        region="us-east-1",
    )
    attempt = partial(client.get_object, root["DRIFTLINE_BUCKET"], key)
    admin.user_add(name, "another password")
    assert may(attempt)
    admin.user_remove(name)
    assert not may(attempt)


@pytest.fixture(params=["worker", "minio"])
def broker_user(request):
    return request.param


@pytest.fixture
def permitted(stack, connect, broker_user):
    """Return a function that tells whether the broker accepts what `attempt(channel)` does."""

    def try_it(attempt):
        with connect(stack, broker_user) as connection:
            channel = connection.channel
            channel.confirm_delivery()
            try:
                attempt(channel)
            except ChannelClosedByBroker as error:
                if error.reply_code == ACCESS_REFUSED:
                    return False
                raise
            return True

    return try_it


@pytest.mark.parametrize("queue", QUEUES)
def test_queues_of_the_broker(permitted, broker_user, queue):
    seen = {
        "consume": permitted(lambda channel: channel.basic_get(queue)),
        "purge": permitted(lambda channel: channel.queue_purge(queue)),
        "delete": permitted(lambda channel: channel.queue_delete(queue)),
        "bind": permitted(lambda channel: channel.queue_bind(queue, "drift.events", "other")),
        "publish": permitted(lambda channel: channel.basic_publish("", queue, b"")),
    }
    reads = queue in CONSUMES[broker_user]
    assert seen == {"consume": reads, "purge": reads, "delete": False, "bind": False, "publish": False}


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_exchanges_of_the_broker(permitted, broker_user, exchange):
    seen = {
        "publish": permitted(lambda channel: channel.basic_publish(exchange, "none", b"")),
        "bind": permitted(lambda channel: channel.exchange_bind("amq.fanout", exchange, "none")),
        "declare": permitted(
            lambda channel: channel.exchange_declare(exchange, _type(exchange), durable=True)
        ),
    }
    assert seen == {
        "publish": exchange in PUBLISHES[broker_user],
        "bind": False,
        "declare": exchange in CONFIGURES[broker_user],
    }


def test_nobody_makes_queues_and_exchanges_of_their_own(permitted):
    assert not permitted(lambda channel: channel.queue_declare("intruder", durable=True))
    assert not permitted(lambda channel: channel.exchange_declare("intruder", "fanout"))


def _type(exchange):
    kinds = {"drift.events": "topic", "drift.dead-letter": "fanout", "drift.unrouted": "fanout"}
    return kinds.get(exchange, "direct")
