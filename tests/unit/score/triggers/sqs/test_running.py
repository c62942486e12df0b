import pytest

from common import settings
from common.errors import SetupError
from functions.score.triggers.sqs import running


def test_without_a_queue_the_setting_is_named():
    with pytest.raises(SetupError, match="set DRIFTLINE_SQS_QUEUE to the name, URL or ARN"):
        running.run(settings.load({}))
