import pytest

from common.errors import SetupError
from functions.score.triggers.pubsub.names import full_name


def test_a_name_without_a_project_is_of_the_one_in_the_environment(monkeypatch):
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "mine")
    assert full_name("drift", "topics") == "projects/mine/topics/drift"
    assert full_name("projects/other/topics/drift", "topics") == "projects/other/topics/drift"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "drift",
            "set GOOGLE_CLOUD_PROJECT, or write projects/PROJECT/subscriptions/drift instead of 'drift'",
        ),
        ("projects/p/topics/drift", "'projects/p/topics/drift' is not of the form projects/PROJECT/subscr"),
        ("projects/p/subscriptions/a/b", "is not of the form"),
        ("subscriptions/drift", "is not of the form"),
    ],
)
def test_another_name_is_refused_with_the_right_form(monkeypatch, name, text):
    monkeypatch.delenv("GOOGLE_CLOUD_PROJECT", raising=False)
    with pytest.raises(SetupError, match=text):
        full_name(name, "subscriptions")
