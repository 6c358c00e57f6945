"""A digital signature inside the PDF (PAdES, by pyHanko), when the installation has a key. Off until then.

The signature proves that the file is unchanged since this installation made it. It is no 电子签章 in the sense of the
law on electronic signatures, and is never called so: that needs a licensed authority and a registered seal.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.web.errors import Refusal

FIELD = "Signature"
BYTES_RESERVED = 8192
"""Room for the signature; without it pyHanko signs twice to learn the length."""
CA_DAYS, KEY_DAYS = 3650, 1825


class NoSigningKey(Refusal):
    """SIGNING_KEY names a file that cannot be used."""

    status = 500


def available() -> bool:
    """Whether this installation signs."""
    return bool(settings.SIGNING_KEY)


def signed(content: bytes, *, now: datetime) -> bytes:
    """The PDF with an invisible PAdES signature appended; the same bytes where no key is set."""
    if not available():
        return content
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    signer = _signer(settings.SIGNING_KEY)
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", reason="certificate"
    )
    out = signers.sign_pdf(writer, metadata, signer=signer, bytes_reserved=BYTES_RESERVED)
    return bytes(out.getvalue())


@lru_cache(maxsize=2)
def _signer(path: str) -> Any:
    """A signer whose key stays loaded: pyHanko's own reads and checks the key at every signature."""
    from asn1crypto import keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers.pdf_cms import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key, own, chain = _load(Path(path))

    class KeptSigner(SimpleSigner):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return key.sign(data, ec.ECDSA(hashes.SHA256()))

    def der(certificate: x509.Certificate) -> Any:
        return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

    registry: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for certificate in chain:
        registry.register(der(certificate))
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeptSigner(signing_cert=der(own), signing_key=keys.PrivateKeyInfo.load(private), cert_registry=registry)


def _load(path: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate, list[x509.Certificate]]:
    """Key, own certificate and chain of one PEM file."""
    try:
        text = path.read_bytes()
        key = serialization.load_pem_private_key(text, None)
        certificates = x509.load_pem_x509_certificates(text)
    except (OSError, ValueError, TypeError) as error:
        raise NoSigningKey(_("The signing key cannot be read: %(error)s") % {"error": type(error).__name__}) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise NoSigningKey(_("The signing key must be an elliptic curve key (P-256)."))
    return key, certificates[0], certificates[1:]


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
