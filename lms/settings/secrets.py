"""The keys of an installation: from the environment, else made once and kept in var/secrets.env."""

import os
import secrets as random
from pathlib import Path

NAMES = ("SECRET_KEY", "PHONE_INDEX_KEY", "PHONE_CIPHER_KEY")


def kept(var: Path) -> dict[str, str]:
    """The keys written by an earlier run; an empty dict before the first."""
    file = var / "secrets.env"
    if not file.exists():
        return {}
    lines = (line.partition("=") for line in file.read_text().splitlines() if "=" in line)
    return {name: value for name, _, value in lines}


def generate(var: Path) -> dict[str, str]:
    """Make what is missing, and keep it readable by the owner alone. Whoever comes second takes the first one's."""
    var.mkdir(parents=True, exist_ok=True)
    made = {name: kept(var).get(name) or random.token_urlsafe(48) for name in NAMES}
    draft = var / f"secrets.env.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{name}={value}\n" for name, value in made.items()))
    try:
        if kept(var):
            draft.replace(var / "secrets.env")
        else:
            os.link(draft, var / "secrets.env")
    except FileExistsError:
        return kept(var)
    finally:
        draft.unlink(missing_ok=True)
    return made


def secret(name: str, var: Path) -> str:
    """The key of that name, or "" where nobody has set or made one."""
    return os.environ.get(name) or kept(var).get(name, "")
