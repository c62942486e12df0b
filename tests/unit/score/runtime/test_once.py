"""A function is called once for all threads."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.score.runtime.once import Once


def test_ten_threads_get_the_result_of_one_call():
    made = []
    once = Once(lambda: made.append("made") or len(made))
    with ThreadPoolExecutor(10) as threads:
        assert list(threads.map(lambda _: once(), range(10))) == [1] * 10


def test_an_error_is_raised_and_the_next_call_tries_again():
    results = iter([ValueError("not yet"), "made"])

    def make():
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    once = Once(make)
    with pytest.raises(ValueError, match="not yet"):
        once()
    assert once() == "made"


def test_begin_calls_it_in_another_thread():
    begun = threading.Event()

    def make():
        begun.set()
        return threading.current_thread()

    once = Once(make)
    once.begin()
    once.begin()
    assert begun.wait(10)
    assert once() is not threading.current_thread()


def test_an_error_in_the_thread_is_left_to_the_next_call():
    tried = threading.Event()

    def make():
        tried.set()
        raise ValueError("never")

    once = Once(make)
    once.begin()
    assert tried.wait(10)
    with pytest.raises(ValueError, match="never"):
        once()
