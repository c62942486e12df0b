"""What a page says about what is usual."""


def test_a_page_says_up_to_which_factor_a_change_is_usual_and_why(page):
    learned = {"source": "the last 60 files", "batches": 60, "differ": True}
    assert "Effects up to twice the largest" in page(variation=learned)
    raised = page(variation=learned | {"factor": 4.0, "alarms": 3})
    assert "Effects up to 4 times the largest" in raised
    assert "because 3 of the last files (at most 50) alarmed" in raised
