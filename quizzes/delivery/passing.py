"""When a sitting reaches what its rules ask for. Pure."""

SLACK = 1e-9
"""Shares are sums of thirds and the like; a hair below the threshold is the threshold."""


def reached(points: float, highest: float, pass_share: float) -> bool:
    return points >= pass_share * highest - SLACK
