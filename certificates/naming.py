"""What a certificate is called in a person's learning record."""

from collections.abc import Collection

from certificates.models import Certificate


def certificates(ids: Collection[str]) -> dict[str, str]:
    rows = Certificate.objects.filter(serial__in=ids)
    return {row.serial: f"{row.get_kind_display()}：{row.programme_title}" for row in rows}
