"""Sentences about certificates that are put together from facts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from certificates.serial import LENGTH, Misprint


def advice(fault: Misprint) -> str:
    """What to look at again in a mistyped number."""
    groups = "、".join(str(group) for group in fault.groups)
    if fault.kind == "length":
        text = _("A number has %(length)s characters; %(typed)s were entered.") % {
            "length": LENGTH,
            "typed": fault.typed,
        }
        where = _("Please check group %(groups)s.") % {"groups": groups}
        return f"{text}{where}" if groups else text
    if fault.kind == "character":
        return _("Group %(groups)s holds a character that no number has. Please check it.") % {"groups": groups}
    if fault.kind == "group":
        return _("One character of group %(groups)s is probably mistyped. Please compare it with the certificate.") % {
            "groups": groups
        }
    if fault.kind == "swapped":
        return _("Two neighbouring characters are probably swapped. Please check group %(groups)s.") % {
            "groups": groups
        }
    return _("Several characters are mistyped. Please compare the whole number with the certificate.")
