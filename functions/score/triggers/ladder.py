"""The steps of the retry ladder, for every trigger whose queue has none of its own."""

# How long a message waits before each retry, as in the policies of infra/rabbitmq/definitions.json.
LADDER_SECONDS = (5.0, 30.0, 120.0, 600.0)


def retry_seconds(attempt: int) -> float:
    """Return how long a message waits after an attempt, of which the first is 0.

    >>> [retry_seconds(attempt) for attempt in range(6)]
    [5.0, 30.0, 120.0, 600.0, 600.0, 600.0]
    """
    return LADDER_SECONDS[min(attempt, len(LADDER_SECONDS) - 1)]
