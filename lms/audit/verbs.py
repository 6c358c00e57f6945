"""What each verb is called on the audit page. Every app registers its own in `AppConfig.ready()`."""

from collections.abc import Mapping

from django.utils.functional import Promise

_labels: dict[str, str | Promise] = {}


def register(labels: Mapping[str, str | Promise]) -> None:
    _labels.update(labels)


def label(verb: str) -> str:
    """The verb in words; the verb itself where nobody has named it."""
    return str(_labels.get(verb, verb))


def choices() -> list[tuple[str, str]]:
    """All named verbs with their labels, for a filter."""
    return sorted((verb, str(text)) for verb, text in _labels.items())
