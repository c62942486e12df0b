"""What `doctor` says on real servers: when all is well, and after each of the faults that happen."""

import re
import shutil
from pathlib import Path

import pytest

from infra.minio import notifications

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("operations")]

CHECKOUT = Path(__file__).parents[3]


def test_when_all_is_well_the_set_up_is_in_order(site, worker):
    document = site.checks("doctor")
    assert document["problems"] == []
    assert document["state"] == "ok"
    assert {"clocks", "writes", "topology", "way of events", "broker user worker", "model"} <= set(
        document["by_name"]
    )
    assert "from user 'minio'" in document["by_name"]["way of events"]["detail"]
    worker.wait_for_log("announces no new object")  # the test message, which it ignores


def test_a_scored_file_needs_nothing(site, worker, folder):
    key = site.drop_file(folder)
    document = site.until(
        lambda found: found["state"] == "ok" and "has its verdict" in found["advice"], "doctor", key
    )
    assert document["advice"] == "Nothing, because the file has its verdict."
    assert document["by_name"]["baseline"]["values"]["key"] == f"baselines/{folder}/baseline.csv"
    assert document["by_name"]["verdict"]["values"]["status"] == "ok"


def test_a_file_at_fault_names_the_fault(site, worker, folder):
    site.put(f"baselines/{folder}/baseline.csv")
    site.put(key := f"drifts/{folder}/a.csv", b'text\n"')
    document = site.until(lambda found: "Correct the file" in found["advice"], "doctor", key)
    assert "never closes" in document["advice"]
    assert document["problems"] == ["verdict"]


def test_without_a_rule_there_is_no_event(site, worker, folder):
    site.store.set_notifications({})
    key = site.drop_file(folder)
    document = site.checks("doctor", key)
    assert document["problems"] == ["rule"]
    assert document["advice"] == f"Run `driftline bootstrap`, then run `driftline reconcile --prefix {key}`."
    assert any(name.startswith("rule ") for name in site.checks("status", "--quick")["problems"])


def test_without_the_queue_an_event_is_unrouted_until_it_is_replayed(site, folder):
    with site.broker() as operator:
        operator.channel.queue_delete("drift.score")
    key = site.drop_file(folder)
    document = site.until(lambda found: "unrouted event" in found["problems"], "doctor", key)
    assert set(document["problems"]) == {"events", "workers", "unrouted event"}
    letter = document["by_name"]["unrouted event"]["values"]["id"]
    assert document["advice"] == (
        f"Run `driftline bootstrap`, then `driftline dead-letters replay {letter} --queue unrouted`."
    )
    assert {"topology", "events", "unrouted events"} <= set(site.checks("doctor")["problems"])
    assert "unrouted events" in site.checks("status", "--quick")["problems"]
    assert site.run("bootstrap").returncode == 0
    replayed = site.run("dead-letters", "replay", letter, "--queue", "unrouted")
    assert replayed.stdout == "replayed 1 unrouted event\n"
    assert site.checks("status", "--quick")["by_name"]["events"]["values"]["drift.score"] >= 1


def test_a_missing_binding_is_found_by_a_test_message_that_leaves_nothing(site, worker):
    with site.broker() as operator:
        for key in ("drifts", "drifts.fast"):
            operator.channel.queue_unbind("drift.score", "drift.events", key)
    document = site.checks("doctor")
    assert document["problems"] == ["way of events"]
    assert "went to drift.unrouted" in document["by_name"]["way of events"]["detail"]
    assert document["by_name"]["unrouted events"]["detail"] == "none"


def test_without_a_worker_events_wait(site, folder):
    key = site.drop_file(folder)
    document = site.until(lambda found: found["by_name"]["events"]["values"]["drift.score"], "doctor", key)
    assert document["problems"] == ["workers"]
    assert document["advice"].startswith("Start a worker")


def test_a_new_file_under_an_old_name_has_an_outdated_verdict(site, worker, folder):
    key = site.drop_file(folder)
    site.until(lambda document: "has its verdict" in document["advice"], "doctor", key)
    assert worker.stop() == 0
    site.put(key, site.rows + b"31,one more\n")
    document = site.checks("doctor", key)
    assert "about an earlier version" in document["by_name"]["verdict"]["detail"]
    assert document["advice"].startswith("Start a worker")


def test_a_missing_baseline_is_named_with_the_paths(site, worker, folder):
    site.put(key := f"drifts/{folder}/a.csv")
    document = site.checks("doctor", key)
    assert document["problems"] == ["baseline"]
    assert document["advice"].startswith(f"Put a baseline at baselines/{folder}/a.*, ")


def test_a_dead_letter_has_its_reason_and_the_store_user_its_fault(site, worker, folder):
    user = site.stack.settings("operator")["STORE_SCORE_ACCESS_KEY"]
    name = site.admin().user_policy(user)
    policy = site.admin().policy(name)
    # For one folder alone: a user that may write nothing makes the worker wait, without a dead letter.
    denied = {
        "Effect": "Deny",
        "Action": ["s3:PutObject"],
        "Resource": [f"arn:aws:s3:::*/results/{folder}/*"],
    }
    site.admin().put_policy(name, {**policy, "Statement": [*policy["Statement"], denied]})
    key = site.drop_file(folder)
    document = site.until(lambda found: "dead letter" in found["problems"], "doctor", key)
    letter = document["by_name"]["dead letter"]["values"]["id"]
    assert document["advice"].startswith("Correct the cause (the store refuses ")
    assert document["advice"].endswith(f"then run `driftline dead-letters replay {letter}`.")
    assert set(site.checks("status")["problems"]) >= {"dead letters", "store user for score"}
    assert site.run("bootstrap").returncode == 0
    assert site.run("dead-letters", "replay", "--key", key).stdout.startswith("replayed ")
    site.until(lambda found: "has its verdict" in found["advice"], "doctor", key)
    assert "store user for score" not in site.checks("status")["problems"]


def test_a_password_of_the_worker_that_the_broker_refuses_is_found(site):
    document = site.checks("doctor", RABBITMQ_WORKER_PASSWORD="not-the-one")
    assert "broker user worker" in document["problems"]
    assert "the broker refuses user 'worker'" in document["by_name"]["broker user worker"]["detail"]


def test_a_wrong_bucket_is_named(site, folder):
    document = site.checks("doctor", f"drifts/{folder}/a.csv", DRIFTLINE_BUCKET="not-this-one")
    assert "NoSuchBucket" in document["by_name"]["bucket"]["detail"]
    assert document["advice"].startswith("Correct DRIFTLINE_BUCKET")


def test_an_object_that_is_gone_has_a_similar_name_beside_it(site, worker, folder):
    site.drop_file(folder, "report.csv")
    document = site.checks("doctor", f"{folder}/reprot.csv")
    assert document["problems"] == ["file"]
    assert "did you mean 'report.csv'?" in document["by_name"]["file"]["detail"]
    assert document["advice"].startswith("Put the file again")


def test_while_the_broker_is_down_the_store_says_that_it_keeps_the_events(site, folder):
    site.stack.rabbitmq.stop()
    try:
        key = site.drop_file(folder)
        document = site.until(
            lambda found: any("target" in name for name in found["problems"]), "doctor", key
        )
        assert document["by_name"]["broker"]["state"] == "unknown"
        assert document["advice"] == (
            "Start RabbitMQ, or correct DRIFTLINE_BROKER_URL; events wait in the store meanwhile."
        )
    finally:
        site.stack.rabbitmq.start()


def test_a_broker_that_accepts_no_messages_is_not_waited_for(site, worker):
    control = site.stack.rabbitmq.control
    control("set_vm_memory_high_watermark", "0.0000001")
    try:
        document = site.until(lambda found: found["state"] != "ok", "doctor")
        assert document["by_name"]["way of events"]["state"] == "unknown"
        assert "accepts no messages" in document["by_name"]["way of events"]["detail"]
    finally:
        control("set_vm_memory_high_watermark", "0.6")


def test_a_rule_whose_target_the_store_no_longer_has_is_named(
    tmp_path, make_stack, bootstrap_again, site_of, folder
):
    with make_stack(tmp_path / "stack") as stack:
        bootstrap_again(stack)
    other = tmp_path / "checkout"
    for name in ("docker-compose.yml", ".env.example", "minio-notify.json"):
        other.mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / name, other / name)
    shutil.copytree(CHECKOUT / "infra/rabbitmq", other / "infra/rabbitmq")
    compose = (other / "docker-compose.yml").read_text()
    targets = [rule["QueueArn"].split(":")[-2] for rule in notifications.read(notifications.shipped())]
    for target in targets:
        compose = re.sub(rf"(MINIO_NOTIFY_AMQP_\w+)_{target}:", r"\1_SPARE:", compose)
    (other / "docker-compose.yml").write_text(compose)
    with make_stack(tmp_path / "stack", checkout=other) as stack:
        site = site_of(stack)
        document = site.checks("doctor", site.drop_file(folder))
    name = next(name for name in document["problems"] if name.startswith("target "))
    assert "the store has no target" in document["by_name"][name]["detail"]
    assert document["advice"].startswith(f"Set MINIO_NOTIFY_AMQP_ENABLE_{name.split()[1]}, ")
