"""The one script that a newcomer types."""

import os
import socket
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_that_a_taken_port_is_told_before_anything_is_installed_or_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        env = os.environ | {"PORT": str(port), "VAR_ROOT": str(tmp_path / "var")}
        told = subprocess.run([ROOT / "dev", "run"], env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == f"Port {port} is taken: stop what runs there, or PORT={port + 1} ./dev run\n"
    assert not (tmp_path / "var").exists()
