"""A certificate as an Open Badges 3.0 credential (1EdTech), a JSON-LD document.

It holds no personal data: the holder appears as a salted hash of an inner identifier, which only somebody who has that
identifier can compare. The plain document carries no `proof`: it is believed because it is fetched from this site.
With a signing key the same document can be had as a JSON Web Token (`services.tokens`), which any verifier of Open
Badges checks. The state is that of the public page either way.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from lms.people.models import OrganisingUnit

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


def credential_url(certificate: Certificate) -> str:
    return settings.BASE_URL + reverse("certificates:badge", args=[certificate.serial])


def credential(certificate: Certificate) -> dict[str, Any]:
    """The whole document of a certificate in force."""
    document: dict[str, Any] = {
        "@context": CONTEXT,
        "id": credential_url(certificate),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{certificate.get_kind_display()} · {certificate.programme_title}",
        "issuer": issuer(certificate.issuer),
        "validFrom": _midnight(certificate.issued_on),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [subject(certificate)],
            "achievement": achievement(certificate.programme.slug, certificate.programme_title),
        },
    }
    if certificate.expires_on:
        document["validUntil"] = _midnight(certificate.expires_on, end=True)
    return document


def claims(certificate: Certificate) -> dict[str, Any]:
    """The document together with the registered claims that a token of it must have (Open Badges 3.0, § 8.2.4)."""
    document = credential(certificate)
    registered: dict[str, Any] = {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "nbf": int(datetime.fromisoformat(document["validFrom"]).timestamp()),
    }
    if "validUntil" in document:
        registered["exp"] = int(datetime.fromisoformat(document["validUntil"]).timestamp())
    return document | registered


def key_url(thumbprint: str) -> str:
    """Where the public half of a signing key is to be had; tokens name it as their `kid`."""
    return settings.BASE_URL + reverse("certificates:key", args=[thumbprint])


def subject(certificate: Certificate) -> dict[str, Any]:
    """The holder as a hash of the person's inner identifier, salted with the certificate's number."""
    salt = certificate.serial
    digest = hashlib.sha256(f"{certificate.person.uuid}{salt}".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "systemId",
        "salt": salt,
    }


def achievement(slug: str, title: str) -> dict[str, Any]:
    """What was achieved: the programme, and where its requirements can be read."""
    address = settings.BASE_URL + reverse("certificates:achievement", args=[slug])
    return {
        "id": address,
        "type": ["Achievement"],
        "name": title,
        "description": title,
        "criteria": {"narrative": f"完成《{title}》的全部应学内容，各模块测评和操作任务达到要求，学时达到规定。"},
    }


def issuer(name: str) -> dict[str, Any]:
    return {
        "id": settings.BASE_URL + reverse("certificates:issuer"),
        "type": ["Profile"],
        "name": name,
        "url": f"{settings.BASE_URL}/",
    }


def site_issuer() -> str:
    """Who issues here, beside any single programme."""
    unit = OrganisingUnit.objects.filter(kind="committee").order_by("pk").first()
    return settings.CERTIFICATE_ISSUER or (unit.name if unit else "代表数字学堂")


def _midnight(day: date, *, end: bool = False) -> str:
    moment = datetime.combine(day, time(23, 59, 59) if end else time(0))
    return timezone.make_aware(moment).isoformat()
