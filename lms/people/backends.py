from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser


class PersonBackend(AuthenticationBackend):
    """Signs people in by user name and password. A demonstration account is let in nowhere but in a demonstration, not
    even with a session it had before."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        if getattr(user, "is_demo", False) and not settings.DEMO:
            return False
        return bool(super().user_can_authenticate(user))
