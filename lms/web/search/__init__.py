"""Wagtail's database search, taught Chinese: the backend for the database in use.

The stock backends take a run of Chinese characters for one word, so 网络安全 does not find 个人信息保护与网络安全基础.
Here a run becomes overlapping pairs, in the index and in the query, and neighbouring pairs must stand side by side.
"""

from django.db import connection

if connection.vendor == "postgresql":
    from lms.web.search.postgres import ChinesePostgresBackend as SearchBackend
else:
    from lms.web.search.sqlite import ChineseSQLiteBackend as SearchBackend

__all__ = ["SearchBackend"]
