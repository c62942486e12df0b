"""What the Lambda trigger answers, with a fake queue and a store in memory."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common import settings
from common.errors import BrokerUnavailable, Outcome, SetupError, StoreRefused, StoreUnavailable
from common.stores.memory import MemoryStore
from functions.score.main import lambda_handler
from functions.score.settlement import Settlement
from functions.score.triggers import aws_lambda
from functions.score.triggers.queue_worker.scoring_process import Score, ScoringEnded
from functions.score.triggers.settling import settle_event

EVENTS = Path(__file__).parents[3] / "events"
TEXTS = b"text\nthe cat sat on the mat\na dog lay on the rug\n"
KEY = "drifts/run 1/cur+é.csv"


class FakeQueue:
    def __init__(self, error=None):
        self.error = error
        self.requests = []

    def retry_after(self, message, seconds):
        self._record("retry", message.attempt, seconds)

    def dead_letter(self, message, reason):
        self._record("dead-letter", message.body, reason)

    def _record(self, *request):
        self.requests.append(request)
        if self.error:
            raise self.error


class Failing(MemoryStore):
    """A store that fails on every key, or on one."""

    def __init__(self, error, key=None):
        super().__init__()
        self.error, self.key, self.asked = error, key, 0

    def open(self, key, *_, **__):
        self._fail(key)
        return super().open(key)

    def list(self, prefix):
        self._fail(prefix)
        return super().list(prefix)

    def _fail(self, key):
        if self.key in (None, key):
            self.asked += 1
            raise self.error


@pytest.fixture
def queue(monkeypatch):
    queue = FakeQueue()
    monkeypatch.setattr(aws_lambda, "_queue", lambda _: queue)
    return queue


@pytest.fixture
def use(monkeypatch, make_tools):
    """Return a function that gives the trigger a store, and returns the store; it scores in this process."""

    def given(store):
        tools = make_tools(store)

        def score(request, _seconds):
            return settle_event(
                request.event,
                tools,
                last_attempt=request.last_attempt,
                waited_enough=request.waited_enough,
                record=request.record,
            )

        patience = settings.load({}).baseline_wait_seconds
        monkeypatch.setattr(aws_lambda, "_instance", lambda: aws_lambda.Function(patience, score, store))
        return store

    return given


def store_with(*names):
    store = MemoryStore()
    for key in names:
        store.put(key, io.BytesIO(TEXTS), len(TEXTS))
    return store


def recorded(name):
    return json.loads((EVENTS / f"{name}.json").read_bytes())


def happened(event, *, seconds_ago):
    """Set the time of an event of S3."""
    time = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    for record in event["Records"]:
        record["eventTime"] = time.isoformat()
    return event


def batch(*bodies, received=1):
    """Return an event of SQS with a message for each body, called "0", "1" and so on."""
    return {
        "Records": [
            {
                "messageId": str(number),
                "receiptHandle": f"receipt {number}",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": str(received)},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:drift",
            }
            for number, body in enumerate(bodies)
        ]
    }


def job(key):
    return {"bucket": "ml-drift-datasets", "drift_key": key}


def failed(answer):
    assert answer.keys() == {"batchItemFailures"}
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


@pytest.mark.parametrize("event", [{}, {"Records": []}, None, []])
def test_an_empty_event_is_fine(use, event):
    use(MemoryStore())
    assert failed(lambda_handler(event, None)) == []


@pytest.mark.parametrize("name", ["put", "sns", "versioned-multipart"])
def test_an_event_without_a_queue_is_scored(use, name):
    store = use(store_with(KEY, "baselines/baseline.csv"))
    assert lambda_handler(recorded(f"aws/{name}"), None) == {
        "records": [{"record": "0", "outcome": "ack", "reason": "scored"}]
    }
    assert [info.key for info in store.list("results/") if info.key.endswith(".json")] == [
        f"results/{KEY[7:]}.json"
    ]


def test_a_test_event_is_answered(use):
    use(MemoryStore())
    (record,) = lambda_handler(recorded("aws/test-event"), None)["records"]
    assert record["outcome"] == "ack"


@pytest.mark.parametrize("event", [{"hello": 1}, "text", [1], {"Records": [7]}])
def test_an_event_that_nobody_can_read_fails_the_call(use, event):
    use(MemoryStore())
    with pytest.raises(aws_lambda.NotSettled, match="dead-letter: "):
        lambda_handler(event, None)


def test_without_a_queue_a_file_waits_for_its_baseline_until_lambda_calls_no_more(use):
    use(store_with(KEY))
    event = recorded("aws/put")
    with pytest.raises(aws_lambda.NotSettled, match="retry: "):
        lambda_handler(happened(event, seconds_ago=70), None)
    assert lambda_handler(happened(event, seconds_ago=181), None)["records"][0]["outcome"] == "ack"


def test_of_a_batch_only_what_is_to_come_again_has_failed(use, queue):
    use(store_with("drifts/a.csv", "drifts/lonely/b.csv", "baselines/a.csv"))
    event = batch(
        job("drifts/a.csv"), job("drifts/lonely/b.csv"), job("drifts/gone.csv"), "no event", received=2
    )
    assert failed(lambda_handler(event, None)) == ["1"]
    (retry, letter) = queue.requests
    assert retry == ("retry", 1, 30.0)
    assert letter[:2] == ("dead-letter", b"no event")
    assert letter[2].startswith("the message is not JSON")


@pytest.mark.parametrize(
    "error", [BrokerUnavailable("away"), SetupError("not allowed"), ImportError("boto3")]
)
def test_what_the_function_may_not_do_is_left_to_the_redrive_policy(use, queue, error, caplog):
    queue.error = error
    use(store_with("drifts/lonely/b.csv"))
    event = batch("no event", job("drifts/lonely/b.csv"))
    assert failed(lambda_handler(event, None)) == ["0", "1"]
    assert f"{error}; the redrive policy of the queue decides" in caplog.messages


def test_a_message_that_has_waited_long_enough_gets_a_verdict_without_a_baseline(use, queue):
    store = use(store_with("drifts/lonely/b.csv"))
    event = batch(job("drifts/lonely/b.csv"))
    for seconds_ago, comes_again in ((700, ["0"]), (800, [])):
        sent = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        event["Records"][0]["attributes"]["SentTimestamp"] = str(int(sent.timestamp() * 1000))
        assert failed(lambda_handler(event, None)) == comes_again
    assert store.stat("results/lonely/b.csv.json")


@pytest.mark.parametrize("error", [StoreUnavailable("away"), StoreRefused("AccessDenied")])
def test_the_environment_s_fault_fails_the_rest_of_a_batch_without_trying_it(use, queue, error):
    store = use(Failing(error))
    event = batch(job("drifts/a.csv"), "no event", job("drifts/b.csv"))
    assert failed(lambda_handler(event, None)) == ["0", "1", "2"]
    assert [request[0] for request in queue.requests] == ["retry"] * 3
    assert store.asked == 2  # the file, and whether the store serves anything


class Context:
    """The context of a call, with so much time left."""

    def __init__(self, seconds):
        self.seconds = seconds

    def get_remaining_time_in_millis(self):
        return self.seconds * 1000


def costly(ended, plan):
    """Return a function that scores: it ends as planned, and writes down what a file costs."""

    def score(request, seconds):
        plan.append((type(request).__name__, seconds))
        if isinstance(request, Score):
            raise ended
        return Settlement(Outcome.ACK, "scored", event=request.event, verdict=request.message, fresh=True)

    return score


@pytest.mark.parametrize(("received", "tries"), [(1, 2), (2, 1)])
def test_a_file_that_ends_the_scoring_process_gets_a_verdict_in_the_same_call(
    monkeypatch, queue, received, tries
):
    plan = []
    score = costly(ScoringEnded("it had no memory left", None), plan)
    monkeypatch.setattr(aws_lambda, "_instance", lambda: aws_lambda.Function(750, score, MemoryStore()))
    assert failed(lambda_handler(batch(job("drifts/a.csv"), received=received), Context(300))) == []
    assert [name for name, _ in plan] == ["Score"] * tries + ["ReportFault"]
    assert plan[0][1] == pytest.approx(280, abs=1)
    assert queue.requests == []


def test_what_a_batch_has_no_time_for_comes_again_without_being_begun(monkeypatch, queue):
    plan = []

    def score(request, seconds):
        plan.append(request.event.key)
        return Settlement(Outcome.ACK, "scored", event=request.event)

    class Late(aws_lambda.CallTime):
        is_late = True

    monkeypatch.setattr(aws_lambda, "CallTime", Late)
    monkeypatch.setattr(aws_lambda, "_instance", lambda: aws_lambda.Function(750, score, MemoryStore()))
    event = batch(job("drifts/a.csv"), job("drifts/b.csv"), job("drifts/c.csv"))
    assert failed(lambda_handler(event, Context(300))) == ["1", "2"]
    assert plan == ["drifts/a.csv"]
    assert queue.requests == [("retry", 0, 5.0)] * 2


def test_a_store_that_refuses_one_key_is_the_file_s_fault(use, queue):
    use(Failing(StoreRefused("no such name"), key="drifts/a.csv"))
    event = batch(job("drifts/a.csv"))
    assert failed(lambda_handler(event, None)) == []
    assert queue.requests == [("dead-letter", event["Records"][0]["body"].encode(), "no such name")]


def test_a_function_that_is_not_set_up_fails_the_call(monkeypatch):
    monkeypatch.setenv("DRIFTLINE_ALPHA", "lots")
    with pytest.raises(SetupError, match="DRIFTLINE_ALPHA"):
        lambda_handler({}, None)
