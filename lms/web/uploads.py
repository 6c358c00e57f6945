"""What a form may take as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _


def no_larger_than(most: int) -> Callable[[UploadedFile[Any]], None]:
    """A validator: at most so many bytes, told in megabytes."""

    def check(file: UploadedFile[Any]) -> None:
        if (file.size or 0) > most:
            raise ValidationError(_("The file is larger than %(limit)d MB."), params={"limit": most // 2**20})

    return check
