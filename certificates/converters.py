"""How a certificate's number stands in an address: as somebody may have typed it, put right by the view."""


class SerialConverter:
    """Anything long enough to be meant as a number; `serial.misprint` judges it."""

    regex = r"[^/.]{20,80}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
