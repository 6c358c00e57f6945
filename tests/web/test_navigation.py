"""Which tab is the current one."""

import re

import pytest
from django.test import RequestFactory

from lms.web.navigation import tabs_shown


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/learn/", ["/learn/"]),
        ("/attempts/7/", ["/readiness/"]),
        ("/certificates/", ["/me/"]),
        ("/certificates/manage/", []),
        ("/readiness/contests/", []),
        ("/", []),
    ],
)
def test_that_a_tab_is_current_on_its_own_pages_and_on_none_of_the_staffs(path: str, current: list[str]) -> None:
    assert re.findall(r'href="(\S+)" class="here"', tabs_shown(RequestFactory().get(path))) == current
