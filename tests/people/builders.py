"""What the tests of the lower rooms know as builders."""

from tests.factories import make_person

__all__ = ["make_person"]
