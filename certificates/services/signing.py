"""A digital signature inside the PDF (PAdES, by pyHanko), when the installation has a key. Off until then.

The signature proves that the file is unchanged since this installation made it; with a timestamp, also that it was
there at that time. It is no 电子签章 in the sense of the law on electronic signatures, and is never called so: that
needs a licensed authority and a registered seal.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from certificates.services.keys import SigningKey, available, own_key

FIELD = "Signature"
ROOM, ROOM_WITH_TIME = 8192, 24576
"""Bytes kept for the signature; without a number pyHanko signs twice to learn the length."""
LENGTH = 71
"""Bytes of a signature by P-256, in DER: every second one has so many, others one more or less. One of another length
is made again, so that whatever holds it keeps its size."""
PATIENCE = 10
"""Seconds that the timestamp authority has to answer."""


def signed(content: bytes) -> bytes:
    """The PDF with an invisible PAdES signature appended; the same bytes where no key is set.

    Raises NoSigningKey, and pyHanko's TimestampRequestError while a TSA_URL does not answer: a certificate without the
    timestamp that the installation asks for is not made.
    """
    if not available():
        return content
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    signer = _signer(own_key())
    stamper = _stamper(settings.TSA_URL) if settings.TSA_URL else None
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256", reason="certificate"
    )
    out = signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)),
        metadata,
        signer=signer,
        timestamper=stamper,
        bytes_reserved=ROOM_WITH_TIME if stamper else ROOM,
    )
    return bytes(out.getvalue())


@lru_cache(maxsize=1)
def _stamper(url: str) -> Any:
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(url, timeout=PATIENCE)


@lru_cache(maxsize=1)
def _signer(key: SigningKey) -> Any:
    """A signer whose key stays loaded: pyHanko's own reads and checks the key at every signature. It also keeps the
    first signature it made: those that follow differ in two values of fixed length, the digest of the document and the
    signature over it, and are copies of its bytes with these two put in."""
    from asn1crypto import cms, keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.signers.pdf_cms import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class KeptSigner(SimpleSigner):
        first: tuple[bytes, bytes, bytes, bytes] | None = None

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            while len(signature := key.private.sign(data, ec.ECDSA(hashes.SHA256()))) != LENGTH:
                pass
            return signature

        async def async_sign(  # type: ignore[override]
            self, data_digest: bytes, digest_algorithm: str, **asked: Any
        ) -> Any:
            if asked["timestamper"] is not None:  # the authority's token is another each time
                return await super().async_sign(data_digest, digest_algorithm, **asked)
            if self.first is None:
                made = await super().async_sign(data_digest, digest_algorithm, **asked)
                ours = made["content"]["signer_infos"][0]
                attributes = ours["signed_attrs"].untag().dump()
                self.first = made.dump(), data_digest, attributes, ours["signature"].native
            whole, digest, attributes, signature = self.first
            ours = await self.async_sign_raw(attributes.replace(digest, data_digest), digest_algorithm)
            return cms.ContentInfo.load(whole.replace(digest, data_digest).replace(signature, ours))

    def der(certificate: x509.Certificate) -> Any:
        return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

    registry: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for certificate in key.chain:
        registry.register(der(certificate))
    private = key.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeptSigner(
        signing_cert=der(key.certificate), signing_key=keys.PrivateKeyInfo.load(private), cert_registry=registry
    )
