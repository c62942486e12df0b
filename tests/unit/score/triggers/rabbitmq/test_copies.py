"""What a copy of a message keeps; how it is published is in test_hand_over.py and test_large_queue.py."""

from types import SimpleNamespace

from functions.score.triggers.rabbitmq.copies import properties_of_copy


def test_a_copy_keeps_the_senders_headers_and_is_a_new_message(make_delivery):
    headers = {"x-own": 7, "x-delivery-count": 3, "x-attempt": 1, "x-reason": "earlier"}
    delivery = make_delivery(properties=SimpleNamespace(content_type="text/plain", headers=headers))
    copied = properties_of_copy(delivery, 2, "later")
    assert copied.headers == {"x-own": 7, "x-attempt": 2, "x-reason": "later"}
    assert copied.content_type == "text/plain"
    assert copied.delivery_mode == 2


def test_a_message_without_headers_gets_ours(make_delivery):
    assert properties_of_copy(make_delivery(), 0, "r").headers == {"x-attempt": 0, "x-reason": "r"}
