"""What `status` shows on real servers, and when it asks for a person."""

import pytest

pytestmark = [pytest.mark.real, pytest.mark.xdist_group("operations")]


def test_when_all_is_well_status_says_so_on_one_screen(site, worker, folder):
    key = site.drop_file(folder)
    site.until(lambda document: "verdict" in document["advice"], "doctor", key)
    done = site.run("status")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("All is well: ")
    assert len(done.stdout.splitlines()) < 24
    assert "\x1b" not in done.stdout
    assert site.checks("status")["by_name"]["workers"]["values"] == {"workers": 1}


def test_another_password_of_a_function_is_found(site):
    user = site.stack.settings("operator")["STORE_UPLOAD_ACCESS_KEY"]
    site.admin().put_user(user, "another-password", policy=site.admin().user_policy(user))
    document = site.checks("status", "--quick")
    assert "STORE_UPLOAD_SECRET_KEY" in document["by_name"]["store user for upload"]["detail"]


@pytest.mark.parametrize(
    ("variables", "name", "fix"),
    [
        ({"DRIFTLINE_STORE_SECRET_KEY": "wrong-one"}, "bucket", "DRIFTLINE_STORE_SECRET_KEY"),
        ({"DRIFTLINE_STORE_ENDPOINT": "http://127.0.0.1:9"}, "store", "DRIFTLINE_STORE_ENDPOINT"),
        ({"DRIFTLINE_BROKER_URL": "amqp://127.0.0.1:9"}, "broker", "DRIFTLINE_BROKER_URL"),
    ],
)
def test_a_server_that_cannot_be_used_is_unknown_and_the_other_is_checked(site, worker, variables, name, fix):
    document = site.checks("status", "--quick", **variables)
    assert document["state"] == "unknown"
    assert document["by_name"][name]["state"] == "unknown"
    assert fix in document["by_name"][name]["fix"]
    assert {"bucket", "broker"} - {name, "bucket"} <= set(document["by_name"])
    assert len(document["checks"]) > 2


def test_with_a_functions_credentials_the_rest_is_still_answered(site, worker):
    score = site.stack.settings("score")
    names = ("DRIFTLINE_STORE_ACCESS_KEY", "DRIFTLINE_STORE_SECRET_KEY", "DRIFTLINE_BROKER_URL")
    document = site.checks("status", **{name: score[name] for name in names})
    assert document["state"] == "unknown"
    states = {name: check["state"] for name, check in document["by_name"].items()}
    assert states["events"] == states["workers"] == states["dead letters"] == states["files"] == "ok"
    assert states["rules"] == states["target"] == states["store user for score"] == "unknown"
    assert "administrator's credentials" in document["by_name"]["rules"]["detail"]
