"""The badge as a signed token, checked by other people's verifiers as a stranger's site would."""

import base64
import json

import jwt
import pytest
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError

from certificates.models import Certificate
from certificates.services import keys
from certificates.services.revoke import revoke
from tests.certificates.factories import awarded
from tests.courses.factories import NOW
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key(tmp_path, settings):
    settings.SIGNING_KEY = str(keys.make_key(tmp_path / "signing", name="测试签名"))


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def published_key(client, token: str):
    """The key that the token's header points to, fetched from where it points."""
    answer = client.get(path_of(jwt.get_unverified_header(token)["kid"]))
    assert answer["Access-Control-Allow-Origin"] == "*"
    document = answer.json()
    assert set(document) == {"kty", "crv", "x", "y", "kid", "use", "alg"}, "the private half stays at home"
    return jwt.PyJWK(document).key


def test_that_a_verifier_of_open_badges_accepts_the_token_with_the_key_it_names(client) -> None:
    certificate = awarded(name="欧阳秀兰")
    Certificate.objects.update(issued_on="2026-07-01", expires_on="2031-06-30")
    answer = client.get(f"/certificates/{certificate.serial}.jwt")
    assert answer["Content-Type"] == "application/vc+jwt"
    token = answer.content.decode()
    badge = OB3Verifier(published_key(client, token)).verify(token)
    document = client.get(f"/certificates/{certificate.serial}.json").json()
    assert badge.id == document["id"]
    assert badge.issuer.name == certificate.issuer
    assert badge.achievement.name == certificate.programme_title
    assert badge.expiration_date.date().isoformat() == "2031-06-30"
    assert client.get(path_of(badge.issuer.id)).json()["id"] == badge.issuer.id
    assert "欧阳秀兰" not in base64.urlsafe_b64decode(token.split(".")[1] + "==").decode()


def test_that_a_changed_token_and_one_of_another_key_are_refused(client, tmp_path, settings) -> None:
    serial = awarded().serial
    token = client.get(f"/certificates/{serial}.jwt").content.decode()
    verifier = OB3Verifier(published_key(client, token))
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["credentialSubject"]["achievement"]["name"] = "另一个培训方案"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    with pytest.raises(OB3VerificationError, match="signature"):
        verifier.verify(f"{header}.{forged}.{signature}")
    settings.SIGNING_KEY = str(keys.make_key(tmp_path / "other", name="另一把"))
    with pytest.raises(OB3VerificationError, match="signature"):
        verifier.verify(client.get(f"/certificates/{serial}.jwt").content.decode())


def test_that_the_token_of_a_withdrawn_certificate_is_gone(client) -> None:
    certificate = awarded()
    revoke(certificate=certificate, reason="重名误发", by=make_staff("committee"), now=NOW)
    answer = client.get(f"/certificates/{certificate.serial}.jwt")
    assert (answer.status_code, answer.json()["state"]) == (410, "revoked")


def test_that_without_a_key_there_is_no_token_and_the_page_says_so(client, settings) -> None:
    certificate = awarded()
    page = f"/certificates/{certificate.serial}/"
    assert f"{certificate.serial}.jwt" in client.get(page).content.decode()
    settings.SIGNING_KEY = ""
    assert client.get(f"/certificates/{certificate.serial}.jwt").status_code == 404
    assert f"{certificate.serial}.jwt" not in client.get(page).content.decode()
