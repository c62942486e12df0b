"""The infrastructure file: what cfn-lint says about it, and that a stack made of it works."""

import json
import os
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from real_servers import programs_needed

from infra.minio.users import ROLES, policy
from infra.stack.lambda_emulator import ENTRYPOINT, HANDLER
from infra.stack.programs import find

pytestmark = pytest.mark.real

TEMPLATE = Path(__file__).parents[3] / "infra/aws/template.yaml"
TEXT = TEMPLATE.read_text(encoding="utf-8")
TEXTS = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,two birds sang in the garden\n"
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/driftline:1"


class Functions(yaml.SafeLoader):
    """Reads CloudFormation's own functions as (name, value)."""


Functions.add_multi_constructor("!", lambda loader, name, node: (name, loader.construct_scalar(node)))


@pytest.fixture
def lint(tmp_path):
    """Return a function that returns what cfn-lint says about a template's text; "" for nothing."""
    with programs_needed():
        program = find("cfn-lint", os.environ)

    def run(text):
        path = tmp_path / "template.yaml"
        path.write_text(text, encoding="utf-8")
        done = subprocess.run([program, path], capture_output=True, text=True, check=False)
        assert bool(done.returncode) == bool(done.stdout)
        return done.stdout

    return run


def test_cfn_lint_accepts_the_template(lint):
    assert lint(TEXT) == ""


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        ("VisibilityTimeout:", "VisibilityTime:", "VisibilityTime"),
        ("Queue: !GetAtt Queue.Arn", "Queue: !GetAtt Queues.Arn", "Queues"),
        ("MessageRetentionPeriod: 1209600\n", "MessageRetentionPeriod: 1209601\n", "1209601"),
        ("deadLetterTargetArn: ", "deadLetterQueue: ", "deadLetterQueue"),
        ("Timeout: 300", "Timeout: 901", "901"),
        ("[ReportBatchItemFailures]", "[ReportBatchFailures]", "ReportBatchFailures"),
        ("Type: AWS::Logs::LogGroup", "Type: AWS::Logs::Group", "AWS::Logs::Group"),
    ],
)
def test_cfn_lint_refuses_a_mistake(lint, right, wrong, why):
    assert right in TEXT
    assert why in lint(TEXT.replace(right, wrong, 1))


def test_times_and_rights_suit_the_function():
    resources = yaml.load(TEXT, Functions)["Resources"]  # noqa: S506 - a safe loader
    function, queue = resources["Function"]["Properties"], resources["Queue"]["Properties"]
    assert queue["VisibilityTimeout"] == 6 * function["Timeout"]
    assert function["ImageConfig"] == {"EntryPoint": list(ENTRYPOINT), "Command": [HANDLER]}
    (own,) = resources["Role"]["Properties"]["Policies"]
    ours = json.loads(json.dumps(own["PolicyDocument"]["Statement"]).replace("${AWS::Partition}", "aws"))
    theirs = policy("${BucketName}", ROLES["score"])["Statement"]
    objects = [statement for statement in theirs if "/" in statement["Resource"][0]]
    for found, wanted in zip(ours[1:], objects, strict=False):
        assert {**found, "Resource": [arn for _, arn in found["Resource"]]} == wanted
    assert len(objects) == 2
    assert ours[0]["Action"] == ["s3:GetBucketLocation", "s3:ListBucket"]
    assert ours[0]["Resource"][1] == "arn:aws:s3:::${BucketName}"
    assert not any("*" in action for statement in ours for action in statement["Action"])


def test_a_stack_of_it_tells_its_queue_about_drift_files(client, s3_store, bucket_in, start_worker):
    name = f"driftline-{uuid4().hex[:8]}"
    stacks = client("cloudformation")
    parameters = {"BucketName": name, "ImageUri": IMAGE}
    stacks.create_stack(
        StackName=name,
        TemplateBody=TEXT,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    stacks.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    (stack,) = stacks.describe_stacks(StackName=name)["Stacks"]
    queues = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    (mapping,) = client("lambda").list_event_source_mappings(EventSourceArn=arn(client, queues["Queue"]))[
        "EventSourceMappings"
    ]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # MiniStack has no containers: a worker takes the function's place.
    client("lambda").delete_event_source_mapping(UUID=mapping["UUID"])
    bucket = bucket_in(s3_store(name))
    bucket.put("baselines/baseline.csv", TEXTS)
    bucket.put("drifts/a.csv", TEXTS)
    start_worker(bucket=name, sqs_queue=queues["Queue"])
    assert bucket.verdict("drifts/a.csv").status == "ok"


def arn(client, url):
    answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return answer["Attributes"]["QueueArn"]
