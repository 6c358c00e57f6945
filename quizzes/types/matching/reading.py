"""Lines matched with choices: the form, a list to choose from beside every line."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from quizzes.types.options import texts_of

STYLES = ("quizzes/types/matching.css",)


def widget(
    body: Mapping[str, Any], shown: Any, payload: Mapping[str, Any] | None, sent: QueryDict | None
) -> dict[str, Any]:
    pairs = _sent(sent, body) if sent is not None else (payload or {}).get("pairs", {})
    texts = texts_of(body, "choices")
    return {
        "lines": [
            {
                **prompt,
                "choices": [
                    {"id": id, "text": texts[id], "chosen": pairs.get(str(prompt["id"])) == id} for id in shown
                ],
            }
            for prompt in body["prompts"]
        ]
    }


def read(sent: QueryDict, body: Mapping[str, Any], shown: Any) -> dict[str, Any] | None:
    pairs = _sent(sent, body)
    return {"pairs": pairs} if pairs else None


def _sent(sent: QueryDict, body: Mapping[str, Any]) -> dict[str, str]:
    given = {str(prompt["id"]): sent.get(f"pair-{prompt['id']}", "") for prompt in body["prompts"]}
    return {prompt: choice for prompt, choice in given.items() if choice}
