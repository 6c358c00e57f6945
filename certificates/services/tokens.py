"""A badge as a JSON Web Token: the credential signed by our key, in the shape that Open Badges 3.0 calls its JWT proof.

A compact JWS is three pieces of base 64 and one signature by `cryptography`, so no library is taken in for it; the
tests have it checked by other people's.
"""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from certificates.services.keys import SigningKey, base64url


def token(claims: dict[str, Any], *, key: SigningKey, key_url: str) -> str:
    """The claims as a compact JWS by ES256 whose header says where the public key is."""
    header = {"alg": "ES256", "typ": "JWT", "kid": key_url}
    signed = f"{_part(header)}.{_part(claims)}"
    r, s = decode_dss_signature(key.private.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _part(content: dict[str, Any]) -> str:
    return base64url(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
