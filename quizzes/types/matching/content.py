"""Lines matched with choices: their words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.types import options
from quizzes.types.matching.scoring import RULES
from quizzes.types.problems import KEY, Problem
from quizzes.types.right import earning_problems, right_lines
from quizzes.types.stems import canonical_feedback, canonical_stem, notes_of, stem_problems

LABEL = pgettext_lazy("item", "Matching")
PLACE = 50
FIELDS = {"prompts": True, "choices": True}
UNFIT = gettext_lazy("Please match every line with one of the choices offered.")
Data = dict[str, Any]


def canonical(body: Data, key: Data, feedback: Data) -> tuple[Data, Data, Data]:
    prompts = options.canonical_options(body, "prompts")
    key = {name: value for name, value in key.items() if value not in (None, "", {})}
    pairs = key.get("pairs")
    if isinstance(pairs, dict):
        named = [*options.ids_of(prompts), *map(str, pairs)]
        told = {str(prompt): str(choice) for prompt, choice in pairs.items()}
        key["pairs"] = {prompt: told[prompt] for prompt in dict.fromkeys(named) if prompt in told}
    return (
        canonical_stem(body) | {"prompts": prompts, "choices": options.canonical_options(body, "choices")},
        key,
        canonical_feedback(feedback),
    )


def problems(body: Data, key: Data, feedback: Data) -> list[Problem]:
    return [
        *stem_problems(body),
        *options.option_problems(body["prompts"], "prompts", fewest=1),
        *options.id_problems(body["prompts"], "prompts"),
        *options.option_problems(body["choices"], "choices"),
        *_key_problems(body, key),
        *options.feedback_problems(feedback, [*body["prompts"], *body["choices"]]),
    ]


def _key_problems(body: Data, key: Data) -> list[Problem]:
    prompts, choices = options.ids_of(body["prompts"]), options.ids_of(body["choices"])
    pairs = key.get("pairs")
    lines = isinstance(pairs, dict) and (
        set(pairs) <= set(prompts) if key.get("weights") else set(pairs) == set(prompts)
    )
    if not lines or not pairs or not set(pairs.values()) <= set(choices):
        return [Problem(KEY, _("match every line with one choice that is there."))]
    weights = key.get("weights")
    if weights is not None and not _are_weights(weights, prompts, choices):
        return [Problem(KEY, _("weights must be numbers from -1 to 1, each of a line and a choice that are there."))]
    return [*options.rule_problems(key, RULES), *earning_problems("matching", key)]


def _are_weights(weights: Any, prompts: list[str], choices: list[str]) -> bool:
    return isinstance(weights, dict) and all(
        prompt in prompts
        and isinstance(row, dict)
        and all(
            choice in choices and isinstance(each, int | float) and not isinstance(each, bool) and -1 <= each <= 1
            for choice, each in row.items()
        )
        for prompt, row in weights.items()
    )


def describe(body: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    """ "line → choice", in the order of the lines."""
    choices, pairs = options.texts_of(body, "choices"), payload["pairs"]
    prompts = options.texts_of(body, "prompts")
    return [f"{text} → {choices.get(pairs[id], pairs[id])}" for id, text in prompts.items() if id in pairs]


def notes(feedback: Mapping[str, Any], payload: Mapping[str, Any]) -> list[str]:
    return notes_of(feedback, list(payload.get("pairs", {})))


def preview(body: Data, key: Data, feedback: Data) -> Data:
    return {"lines": right_lines("matching", describe, body, key)}
