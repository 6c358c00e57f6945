"""The way through the site: four tabs for whoever learns, and the staff's rooms by role.

Addresses are the contract of docs/reference/addresses.md, so that this lowest room needs no names from above.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str
    roles: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()

    def nearness(self, path: str) -> int:
        """How much of the path the link's addresses hold, in characters; 0 where it leads elsewhere."""
        starts = (self.url, *self.also)
        return max(len(start) for start in starts if path.startswith(start)) if path.startswith(starts) else 0


TABS = (
    Link(pgettext_lazy("tab", "Learn"), "/learn/", also=("/programme/",)),
    Link(pgettext_lazy("tab", "Assessment"), "/readiness/", also=("/quizzes/", "/attempts/")),
    Link(pgettext_lazy("tab", "Mine"), "/me/", also=("/certificates/",)),
    Link(pgettext_lazy("tab", "Help"), "/help/"),
)


def _for(*roles: str) -> frozenset[str]:
    return frozenset(roles)


STAFF = [
    Link(pgettext_lazy("navigation", "Deputies"), "/people/", _for("organiser", "chair", "committee")),
    Link(
        pgettext_lazy("navigation", "Training sessions"),
        "/sessions/",
        _for("trainer", "organiser", "chair", "committee"),
    ),
    Link(pgettext_lazy("navigation", "Observe tasks"), "/observe/", _for("trainer", "organiser", "committee")),
    Link(pgettext_lazy("navigation", "Attest"), "/attest/", _for("organiser", "committee")),
    Link(pgettext_lazy("navigation", "Contested levels"), "/readiness/contests/", _for("committee", "trainer")),
    Link(pgettext_lazy("navigation", "Reports"), "/reports/", _for("committee")),
    Link(pgettext_lazy("navigation", "Editor"), "/cms/", _for("trainer", "committee")),
    Link(pgettext_lazy("navigation", "Accounts and roles"), "/people/roles/", _for("system_admin", "security_admin")),
    Link(pgettext_lazy("navigation", "Audit log"), "/audit/", _for("audit_admin")),
]


def add_staff_link(label: str | Promise, url: str, *roles: str, also: tuple[str, ...] = ()) -> None:
    """A room above adds its own staff page, from `AppConfig.ready()`; an address that is known is replaced. `also`
    names further addresses that belong to it."""
    STAFF[:] = [link for link in STAFF if link.url != url] + [Link(label, url, frozenset(roles), also)]


@lru_cache(maxsize=128)
def _exists(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


def _nearest(links: list[Link], path: str) -> str:
    """The address of the link that leads nearest to this page; "" where none does."""
    here = max(links, key=lambda link: link.nearness(path), default=None)
    return here.url if here and here.nearness(path) else ""


def _marked(links: Sequence[Link], here: str) -> list[dict[str, object]]:
    """The links for a template, that with this address marked as where one is."""
    return [{"label": link.label, "url": link.url, "here": link.url == here} for link in links]


def staff_links(request: HttpRequest) -> list[dict[str, object]]:
    """The staff's rooms for the roles of whoever asks; an empty list for a deputy."""
    held = set(getattr(request.user, "role_names", ()))
    links = [link for link in STAFF if link.roles & held and _exists(link.url)]
    return _marked(links, _nearest(links, request.path))


def tabs_shown(request: HttpRequest) -> SafeString:
    """The tabs as HTML; none is current on a page of the staff's."""
    return _tabs_shown(_nearest([*TABS, *STAFF], request.path), get_language())


@lru_cache(maxsize=64)
def _tabs_shown(here: str, language: str | None) -> SafeString:
    """Kept by language, since it holds the labels in that one."""
    return render_to_string("components/links.html", {"links": _marked(TABS, here)})
