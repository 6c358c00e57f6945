"""Rows that a page stands for."""


class WithPage:
    """A model to which a page may point one to one, by the name `page`."""

    @property
    def url(self) -> str:
        """The address of its page, "" while it has none that is published; load `page` for lists."""
        page = getattr(self, "page", None)
        return str(page.url or "") if page is not None and page.live else ""
