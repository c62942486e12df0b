import pytest

from common.verdict import figures


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0, "0%"),
        (0.0004, "< 0.1%"),
        (0.02, "2%"),
        (0.031, "3.1%"),
        (0.3149, "31%"),
        (0.996, "99.6%"),
        (0.9996, "> 99.9%"),
        (1, "100%"),
    ],
)
def test_only_nothing_reads_as_0_percent_and_only_everything_as_100(share, written):
    assert figures.percent(share) == written


def test_two_shares_that_differ_read_differently():
    assert figures.percents(0.02, 0.17) == ("2%", "17%")
    assert figures.percents(0.312, 0.314) == ("31.2%", "31.4%")
    assert figures.percents(0.5, 0.5) == ("50%", "50%")
    assert figures.percents(0.0004, 0.0008) == ("0.04%", "0.08%")
    assert figures.percents(0.0, 0.0008) == ("0%", "< 0.1%")


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        (40.13, 46.02, ("40.1", "46.0")),
        (1.0, 8.0, ("1", "8")),
        (1000.04, 1000.32, ("1,000.0", "1,000.3")),
        (0.0, 0.0, ("0", "0")),
        (-0.5, 12345.6, ("0", "12,346")),
        (1e-7, 2e-7, ("1e-07", "2e-07")),
        (1e300, -1e300, ("1e+300", "-1e+300")),
    ],
)
def test_two_numbers_have_the_same_decimals(before, after, written):
    assert figures.numbers(before, after) == written


def test_a_number_close_to_zero_has_the_digits_of_its_scale():
    assert figures.numbers(0.001, 0.1104, scale=1.02) == ("0.00", "0.11")
    assert figures.numbers(0.001, 0.002, scale=1.02) == ("0.001", "0.002")


@pytest.mark.parametrize(
    ("before", "after", "written"),
    [
        ((-1002.0, 4858.25), (0.1234567, 1e20), ("[-1002, 4858.25]", "[0.123457, 1e+20]")),
        (
            (1_000_000.25, 1_000_000.5),
            (1_000_000.0, 1_000_000.75),
            ("[1000000.25, 1000000.5]", "[1000000, 1000000.75]"),
        ),
        ((0.1, 0.30000001), (0.1, 0.30000002), ("[0.1, 0.30000001]", "[0.1, 0.30000002]")),
        ((1234567.8, 1e7), (0.0, 1e-7), ("[1234567.8, 10000000]", "[0, 1e-07]")),
        ((5.0, 5.0), (5.0, 5.0), ("[5, 5]", "[5, 5]")),
    ],
)
def test_the_ends_of_two_ranges_can_be_told_apart(before, after, written):
    assert figures.ranges(before, after) == written


@pytest.mark.parametrize(
    ("size", "written"), [(0.5, "0.50"), (986.6, "987"), (12345.6, "12,346"), (1e9, "1e+09")]
)
def test_sizes_in_standard_deviations_stay_short(size, written):
    assert figures.deviations(size) == f"{written} standard deviations"


def test_p_values_have_three_decimals():
    assert [figures.p_equals(p) for p in (0.0004, 0.001, 0.0432)] == ["p < 0.001", "p = 0.001", "p = 0.043"]
    assert figures.probability(0.0) == "< 0.001"
