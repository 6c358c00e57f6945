"""Follows everything that is served to somebody who is signed in, or to nobody, and looks for words that must not be.

It begins at every address that takes no argument, at every address that takes some with the things there are, and goes
on by links, forms, scripts' addresses and redirects. Of what looks alike a few are taken: so many of one view, so many
queries of one path.
"""

import html
import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any
from urllib.parse import urljoin, urlsplit

import pypdf
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.exceptions import Resolver404

OF_A_PATH = 16
"""How many queries of one path."""
OF_A_VIEW, OF_SITTINGS, OF_WAGTAIL = 10, 30, 2
"""How many paths of one view: of our own, of those that show questions, of Wagtail's."""
SITTINGS = ("/attempts/", "/quizzes/", "/paper/")
ADDRESS = re.compile(r"""["'](/[^"'\s<>\\]*|\?[^"'\s<>\\]*|https?://testserver/[^"'\s<>\\]*)["']""")
SEARCH = re.compile(r'<input[^>]* name="(q|query|search|text|name)"')
NEVER = ("/accounts/logout/", "/cms/logout/", "/leave/")
"""Where a visit would sign out."""


def named_patterns(patterns: Sequence[URLPattern | URLResolver], spaces: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address that has a name, with its namespaces."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from named_patterns(pattern.url_patterns, inside)
        elif pattern.name:
            yield f"{spaces}{pattern.name}", pattern


def beginnings(values: Sequence[Any]) -> Iterator[str]:
    """Addresses to begin at: those without arguments, and those with `values`."""
    names = list(dict.fromkeys(name for name, _pattern in named_patterns(get_resolver().url_patterns)))
    for name in names:
        try:
            address = reverse(name)
        except NoReverseMatch:
            yield from with_values(name, values)
        else:
            yield address


def with_values(name: str, values: Sequence[Any]) -> Iterator[str]:
    for count in (1, 2):
        for arguments in product(values, repeat=count) if count == 1 else pairwise(values):
            try:
                yield reverse(name, args=arguments)
            except NoReverseMatch:
                continue


@dataclass
class Crawl:
    """One walk through the site. `forbidden` is what no answer may hold, `words` what is typed into every field for
    searching; `leaks` are addresses with what was found, `named` all that were met."""

    client: Client
    forbidden: re.Pattern[str]
    words: Sequence[str] = ()
    visited: dict[str, int] = field(default_factory=dict)
    leaks: dict[str, set[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    views: Counter[str] = field(default_factory=Counter)
    paths: Counter[str] = field(default_factory=Counter)
    named: set[str] = field(default_factory=set)

    def walk(self, start: Iterable[str]) -> "Crawl":
        waiting = deque(start)
        while waiting:
            address = waiting.popleft()
            if address in self.named:  # visited, or passed over, which it would be again
                continue
            self.named.add(address)
            if self._is_new(address):
                waiting.extend(self.visit(address))
        return self

    @property
    def answered(self) -> int:
        """How many addresses gave a page or a file."""
        return sum(status == 200 for status in self.visited.values())

    def visit(self, address: str) -> list[str]:
        """What the answer names, after looking for what it must not hold."""
        answer = self.client.get(address)
        self.visited[address] = answer.status_code
        if answer.status_code == 500 and not _is_wagtails(address):
            self.broken.append(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        text = "\n".join([*(f"{name}: {value}" for name, value in answer.headers.items()), *texts(body)])
        if found := set(self.forbidden.findall(text)):
            self.leaks[address] = found
        named = [answer.headers["Location"]] if "Location" in answer.headers else []
        if "text/html" in answer.headers.get("Content-Type", ""):
            named += ADDRESS.findall(html.unescape(text))
            named += [f"?{name}={word}" for name in set(SEARCH.findall(text)) for word in self.words]
        return [self._joined(address, one) for one in dict.fromkeys(named)]

    def _joined(self, address: str, named: str) -> str:
        parts = urlsplit(urljoin(f"http://testserver{address}", named))
        return parts.path + (f"?{parts.query}" if parts.query else "") if parts.netloc == "testserver" else ""

    def _is_new(self, address: str) -> bool:
        path = address.partition("?")[0]
        if not path.startswith("/") or path.startswith(NEVER):
            return False
        try:
            view = resolve(path).route
        except Resolver404:
            return False
        most = OF_SITTINGS if path.startswith(SITTINGS) else OF_WAGTAIL if _is_wagtails(path) else OF_A_VIEW
        if self.paths[path] >= min(OF_A_PATH, most) or (not self.paths[path] and self.views[view] >= most):
            return False
        self.views[view] += not self.paths[path]
        self.paths[path] += 1
        return True


def _is_wagtails(address: str) -> bool:
    """Whether Wagtail answers alone, with its own screens; it has one that always fails."""
    func = resolve(address.partition("?")[0]).func
    return f"{func.__module__}".startswith("wagtail.") and not address.startswith("/programme/")


def texts(body: bytes) -> Iterator[str]:
    """What an answer says: as it is, unpacked where it is an archive, read where it is a PDF."""
    yield body.decode("utf-8", "replace")
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name
                yield from texts(archive.read(name))
    elif body.startswith(b"%PDF"):
        yield from (page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
