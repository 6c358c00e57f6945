"""The key of this installation: for signatures inside PDFs and for badges. Off until SIGNING_KEY names a file."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.errors import Refusal

CA_DAYS, KEY_DAYS = 3650, 1825


class NoSigningKey(Refusal):
    """SIGNING_KEY names a file that cannot be used. A fault of the installation and of no single certificate."""

    status = 500


@dataclass(frozen=True)
class SigningKey:
    """A P-256 key with its certificate and what leads from that to a root."""

    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]

    @property
    def jwk(self) -> dict[str, str]:
        """The public half as RFC 7517 writes it."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "EC",
            "crv": "P-256",
            "x": base64url(numbers.x.to_bytes(32, "big")),
            "y": base64url(numbers.y.to_bytes(32, "big")),
        }

    @property
    def thumbprint(self) -> str:
        """The name of the public half by RFC 7638: 43 characters."""
        canonical = json.dumps(self.jwk, sort_keys=True, separators=(",", ":")).encode()
        return base64url(hashlib.sha256(canonical).digest())


def available() -> bool:
    """Whether this installation signs."""
    return bool(settings.SIGNING_KEY)


def own_key() -> SigningKey:
    """The key that SIGNING_KEY names, loaded once a process. Raises NoSigningKey."""
    return _load(Path(settings.SIGNING_KEY))


def base64url(data: bytes) -> str:
    """Base 64 for addresses, without padding, as JOSE wants it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@lru_cache(maxsize=2)
def _load(path: Path) -> SigningKey:
    try:
        text = path.read_bytes()
        key = serialization.load_pem_private_key(text, None)
        certificates = x509.load_pem_x509_certificates(text)
    except (OSError, ValueError, TypeError) as error:
        raise NoSigningKey(_("The signing key cannot be read: %(error)s") % {"error": type(error).__name__}) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise NoSigningKey(_("The signing key must be an elliptic curve key (P-256)."))
    if key.public_key() != certificates[0].public_key():
        raise NoSigningKey(_("The first certificate in the file does not belong to the signing key."))
    return SigningKey(key, certificates[0], tuple(certificates[1:]))


def make_key(folder: Path, *, name: str, now: datetime | None = None) -> Path:
    """Make a root and a signing key of our own, for demonstration and tests; the file that SIGNING_KEY may name.

    `ca.pem` is what a reader would have to trust, `signing.pem` holds key, certificate and root, readable by the
    owner alone. Refusal when there is one already.
    """
    target = folder / "signing.pem"
    if target.exists():
        raise Refusal(_("There is a signing key already: %(path)s. It was left as it is.") % {"path": target})
    now = now or timezone.now()
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(f"{name} CA", root_key, f"{name} CA", root_key, now=now, days=CA_DAYS, is_root=True)
    own = _certificate(name, key, f"{name} CA", root_key, now=now, days=KEY_DAYS, is_root=False)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(root.public_bytes(pem))
    target.touch(mode=0o600)
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    target.write_bytes(private + own.public_bytes(pem) + root.public_bytes(pem))
    return target


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    now: datetime,
    days: int,
    is_root: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(is_root, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common)])
