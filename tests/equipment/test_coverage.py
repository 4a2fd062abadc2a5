"""Coverage arithmetic: nothing missing is shown as reached, verdicts exact."""

from decimal import Decimal

import pytest

from equipment.coverage import Measure, ratio, share


@pytest.mark.parametrize(
    ("part", "whole", "target", "actual", "verdict"),
    [
        (28, 31, 100, Decimal(90), "partly"),
        (31, 31, 100, Decimal(100), "fulfilled"),
        (299, 300, 100, Decimal(99), "partly"),  # 99.67 is not 100
        (15, 31, 100, Decimal(48), "open"),
        (16, 18, 100, Decimal(89), "partly"),  # 88.9
        (16, 18, 89, Decimal(88), "partly"),  # which is not 89
        (28, 18, 100, Decimal(156), "fulfilled"),  # 155.6
        (1, 200, 100, Decimal(1), "open"),  # half up
        (1, 2, 100, Decimal(50), "partly"),  # exactly half
        (0, 31, 100, Decimal(0), "open"),
        (0, 31, 0, Decimal(0), "fulfilled"),
        (1, 3, 33, Decimal(33), "fulfilled"),
        (1, 3, 34, Decimal(33), "partly"),
        (56, 50, 100, Decimal(112), "fulfilled"),  # more devices than teachers
        (None, 31, 100, None, "unknown"),
        (28, None, 100, None, "unknown"),
        (0, 0, 100, None, "unknown"),
        (28, 31, None, Decimal(90), "unknown"),
    ],
)
def test_share(part, whole, target, actual, verdict):
    assert share(part=part, whole=whole, target=target) == Measure(actual, verdict)


@pytest.mark.parametrize(
    ("pupils", "devices", "target", "actual", "verdict"),
    [
        (100, 100, Decimal("1.0"), Decimal("1.0"), "fulfilled"),
        (104, 100, Decimal("1.0"), Decimal("1.1"), "partly"),  # 1.04 is shown as 1.1, not as 1.0
        (370, 100, Decimal("3.7"), Decimal("3.7"), "fulfilled"),
        (371, 100, Decimal("3.7"), Decimal("3.8"), "partly"),
        (200, 100, Decimal("1.0"), Decimal("2.0"), "partly"),  # exactly half
        (201, 100, Decimal("1.0"), Decimal("2.1"), "open"),
        (200, 0, Decimal("1.0"), None, "open"),
        (0, 10, Decimal("1.0"), None, "unknown"),
        (None, 10, Decimal("1.0"), None, "unknown"),
        (200, 60, None, Decimal("3.4"), "unknown"),
        (200, 0, None, None, "unknown"),
    ],
)
def test_ratio(pupils, devices, target, actual, verdict):
    assert ratio(pupils=pupils, devices=devices, target=target) == Measure(actual, verdict)
