import pytest

from common import settings
from common.errors import SetupError
from functions.score.triggers.pubsub import running


def test_without_a_subscription_the_setting_is_named():
    with pytest.raises(SetupError, match="set DRIFTLINE_PUBSUB_SUBSCRIPTION to the name"):
        running.run(settings.load({}))
