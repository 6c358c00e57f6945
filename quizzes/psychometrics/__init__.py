"""Numerics of the measurement: pure functions over arrays."""
