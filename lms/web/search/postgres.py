"""PostgreSQL full text search that finds Chinese: pairs joined by & in the configuration "simple" (phrases of single
characters would meet the limits of tsvector: 256 places a word)."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from modelsearch.backends.database.postgres import postgres as stock
from modelsearch.query import Phrase, PlainText

from lms.web.search.text import Group, index_text, query_groups


class ChineseObjectIndexer(stock.ObjectIndexer):
    def prepare_value(self, value: Any) -> str:
        prepared: str = super().prepare_value(value)
        return index_text(prepared) if isinstance(value, str) else prepared


stock.ObjectIndexer = ChineseObjectIndexer


def _group(group: Group, *, prefix: bool) -> str:
    quoted = [f"'{token}'" for token in group.tokens]
    if prefix:
        quoted[-1] += ":*"
    return f"({' & '.join(quoted)})"


class ChineseCompiler:
    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        if not isinstance(query, PlainText | Phrase):
            return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]
        groups = query_groups(query.query_string)
        if not groups:
            return SearchQuery("", search_type="raw", config=config)
        joined = " & " if isinstance(query, Phrase) or query.operator == "and" else " | "
        raw = joined.join(
            _group(group, prefix=group.prefix or (self.LAST_TERM_IS_PREFIX and number == len(groups)))  # type: ignore[attr-defined]
            for number, group in enumerate(groups, start=1)
        )
        return SearchQuery(f"!({raw})" if invert else raw, search_type="raw", config=config)


class ChineseSearchCompiler(ChineseCompiler, stock.PostgresSearchQueryCompiler):
    pass


class ChineseAutocompleteCompiler(ChineseCompiler, stock.PostgresAutocompleteQueryCompiler):
    pass


class ChinesePostgresBackend(stock.PostgresSearchBackend):
    query_compiler_class = ChineseSearchCompiler
    autocomplete_query_compiler_class = ChineseAutocompleteCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": "simple", **params})
