"""What the search over published pages finds for a visitor."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.models import Page


def found(query: str, visitor: AbstractBaseUser | AnonymousUser) -> Sequence[Page]:
    """Live pages for `query`, best first; lessons are found only by those who are signed in."""
    if not query:
        return []
    pages = Page.objects.live()
    if not visitor.is_authenticated:
        pages = pages.public()
    results: Sequence[Page] = pages.search(query)
    return results
