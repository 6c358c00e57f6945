"""One way of writing a statement as bytes, and one way of hashing them, so that anybody can compute the chain again."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

Digest = Callable[[bytes], str]

ALGORITHMS: dict[str, Digest] = {"sha256": lambda data: hashlib.sha256(data).hexdigest()}
if "sm3" in hashlib.algorithms_available:  # OpenSSL 3 brings the Chinese national standard along
    ALGORITHMS["sm3"] = lambda data: hashlib.new("sm3", data).hexdigest()

CURRENT = "sha256"
GENESIS = "0" * 64


def canonical(content: dict[str, Any]) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8. Refuses NaN and infinity (ValueError)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(algorithm: str, data: bytes) -> str:
    """Lower-case hexadecimal. KeyError for an algorithm that this host does not know."""
    return ALGORITHMS[algorithm](data)
