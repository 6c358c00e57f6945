"""Acceptance runs on the real data of SHARED_DIR (default ../shared) and fails where that is missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data."""
    folder = Path(os.environ.get("SHARED_DIR") or ROOT.parent / "shared").resolve()
    if not (folder / "data" / "roster" / "deputies").is_dir():
        pytest.fail(f"The real data is missing: {folder}. Set SHARED_DIR.")
    return folder
