"""Telephone numbers: read, looked up by a keyed hash, kept encrypted. The clear number stands in no table.

The cipher is AES-256-GCM with a fresh nonce; "1." in front names the method, so that another can follow it.
"""

import base64
import hashlib
import hmac
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from lms.people.models import Person
from lms.people.roster.sheet import Cell, folded
from lms.web.errors import Refusal

METHOD = "1."
NONCE_BYTES = 12
MOBILE = re.compile(r"1[3-9]\d{9}")


def normalise(raw: Cell) -> str:
    """Eleven digits of a mobile number of the mainland, from what a person or a spreadsheet wrote: full-width digits,
    +86, blanks, hyphens, the unseen marks of a copied contact, 19900000001.0. ValueError for anything else."""
    text = re.sub(r"[\-()\u2010-\u2015]", "", folded(raw))
    text = re.sub(r"\.0+$", "", text)
    text = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", text)
    if not (text.isascii() and MOBILE.fullmatch(text)):
        raise ValueError("not a mobile number")
    return text


def index_of(phone: str) -> str:
    """The keyed hash by which a number is found again; ValueError for what is no mobile number."""
    key = settings.PHONE_INDEX_KEY.encode()
    return hmac.new(key, normalise(phone).encode(), hashlib.sha256).hexdigest()


def encrypt(phone: str) -> str:
    """The number for `Person.phone_cipher`; another text every time. ValueError for what is no mobile number."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher().encrypt(nonce, normalise(phone).encode(), METHOD.encode())
    return METHOD + base64.urlsafe_b64encode(nonce + sealed).decode()


def clear_phone(person: Person) -> str:
    """The person's number, or "" where none is kept. Refusal when it was encrypted under another key."""
    if not person.phone_cipher:
        return ""
    content = base64.urlsafe_b64decode(person.phone_cipher.removeprefix(METHOD))
    try:
        return _cipher().decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], METHOD.encode()).decode()
    except InvalidTag as error:
        raise Refusal(_("The telephone number cannot be read: the key of this installation has changed.")) from error


def masked(phone: str) -> str:
    """199****0001; "" stays ""."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def _cipher() -> AESGCM:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"people.phone")
    return AESGCM(derive.derive(settings.PHONE_CIPHER_KEY.encode()))
