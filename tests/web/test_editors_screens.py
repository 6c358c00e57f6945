"""The editors' screens look like a part of the site."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from lms.people.models import Role
from lms.people.services import roles
from tests.factories import make_person


@pytest.mark.django_db
def test_that_the_editors_screens_bear_the_name_and_the_sign_of_the_site(client: Client) -> None:
    call_command("sync_roles", verbosity=0)
    editor = make_person()
    roles.grant(person=editor, role=Role.COMMITTEE, unit=None, by=None, now=timezone.now())
    client.force_login(editor, backend="lms.people.backends.PersonBackend")
    page = client.get("/cms/").content.decode()
    assert page.partition("<title>")[2].partition("</title>")[0].split()[-1] == "代表数字学堂"
    assert '<img src="/static/web/icon.svg" alt=""' in page
    assert "/static/web/editors.css" in page
    assert "wagtailadmin/images/favicon.ico" not in page
