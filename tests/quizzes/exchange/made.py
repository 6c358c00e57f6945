"""Questions of every kind, made by Hypothesis, and every answer that can be given to them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import combinations, permutations, product
from typing import Any

from hypothesis import strategies as st

from quizzes.exchange.question import Position, Question
from tests.quizzes.exchange.xml_files import PNG

SIGNS = "甲乙丙，。：？AbCé1 <&>\"'%=~#*/:;!+-_|@"
NAMES = "abcdefgh"
PICTURE = "11111111-1111-4111-8111-111111111111"


def texts(least: int = 1, signs: str = SIGNS) -> st.SearchStrategy[str]:
    return (
        st.text(signs, min_size=least, max_size=12)
        .map(lambda text: " ".join(text.split()))
        .filter(lambda text: len(text) >= least and any(sign.isalnum() for sign in text))
    )


def different(count: int) -> st.SearchStrategy[list[str]]:
    return st.lists(texts(), min_size=count, max_size=count, unique_by=lambda text: text.casefold())


@st.composite
def options(draw: st.DrawFn, least: int = 2, most: int = 5) -> list[dict[str, Any]]:
    count = draw(st.integers(least, most))
    return [{"id": NAMES[place], "text": text} for place, text in enumerate(draw(different(count)))]


def weights(ids: list[str], right: list[str]) -> st.SearchStrategy[dict[str, float]]:
    """The right ones together earn everything; the others between all of it and its loss."""
    others = st.sampled_from([-1.0, -0.5, -0.25, 0.0])
    rest = st.fixed_dictionaries({id: others for id in ids if id not in right})
    return rest.map(lambda found: {id: 1 / len(right) for id in right} | {id: w for id, w in found.items() if w})


@st.composite
def single(draw: st.DrawFn) -> Question:
    offered = draw(options())
    ids = [option["id"] for option in offered]
    correct = draw(st.sampled_from(ids))
    key: dict[str, Any] = {"correct": correct}
    if draw(st.booleans()):
        others = {id: draw(st.sampled_from([0.5, 0.25, 0.0, -0.5])) for id in ids if id != correct}
        key["weights"] = {correct: 1.0} | {id: weight for id, weight in others.items() if weight}
    told = draw(st.dictionaries(st.sampled_from(ids), texts(), max_size=2))
    return made("single", {"stem": draw(texts()), "options": offered}, key, {"general": draw(texts()), "options": told})


@st.composite
def boolean(draw: st.DrawFn) -> Question:
    offered = [{"id": "true", "text": "正确"}, {"id": "false", "text": "错误"}]
    key = {"correct": draw(st.sampled_from(["true", "false"]))}
    return made("boolean", {"stem": draw(texts()), "options": offered}, key)


@st.composite
def multiple(draw: st.DrawFn) -> Question:
    offered = draw(options(3))
    ids = [option["id"] for option in offered]
    right = sorted(draw(st.sets(st.sampled_from(ids), min_size=1, max_size=len(ids) - 1)))
    key: dict[str, Any] = {"correct": right}
    rule = draw(st.sampled_from(["each", "all", "weights"]))
    if rule == "all":
        key["rule"] = "all"
    if rule == "weights":
        key["weights"] = draw(weights(ids, right))
    return made("multiple", {"stem": draw(texts()), "options": offered}, key)


@st.composite
def ordering(draw: st.DrawFn) -> Question:
    offered = draw(options(2, 5))
    order = draw(st.permutations([option["id"] for option in offered]))
    rule = draw(st.sampled_from([None, "all", "position"]))
    key = {"order": list(order)} | ({"rule": rule} if rule else {})
    return made("ordering", {"stem": draw(texts()), "options": offered}, key)


@st.composite
def matching(draw: st.DrawFn) -> Question:
    prompts = [{"id": f"p{n}", "text": text} for n, text in enumerate(draw(different(draw(st.integers(2, 3)))))]
    choices = [{"id": NAMES[n], "text": text} for n, text in enumerate(draw(different(draw(st.integers(2, 4)))))]
    pairs = {prompt["id"]: draw(st.sampled_from([choice["id"] for choice in choices])) for prompt in prompts}
    key: dict[str, Any] = {"pairs": pairs}
    rule = draw(st.sampled_from(["each", "all", "weights"]))
    if rule == "all":
        key["rule"] = "all"
    if rule == "weights":
        key["weights"] = {
            id: {right: 1 / len(pairs)} | {c["id"]: 0.1 for c in choices[:1] if c["id"] != right}
            for id, right in pairs.items()
        }
    return made("matching", {"stem": draw(texts()), "prompts": prompts, "choices": choices}, key)


def decimals() -> st.SearchStrategy[str]:
    return st.decimals(-1000, 1000, places=2).map(lambda value: f"{value:f}")


@st.composite
def numeric_key(draw: st.DrawFn) -> dict[str, Any]:
    """One full answer, perhaps a wider one for a part of the points."""
    value = draw(decimals())
    answers: list[dict[str, Any]] = [{"value": value, "tolerance": draw(st.sampled_from(["0", "0.01", "2"]))}]
    if draw(st.booleans()):
        low = Decimal(value) - 5
        answers.append({"low": f"{low:f}", "high": f"{Decimal(value) + 5:f}", "points": 0.5})
    return {"answers": answers}


@st.composite
def numeric(draw: st.DrawFn) -> Question:
    body: dict[str, Any] = {"stem": draw(texts())}
    key = draw(numeric_key())
    if draw(st.booleans()):
        body["units"] = ["米", "厘米"]
        key["units"] = {"米": "1", "厘米": "0.01"}
    return made("numeric", body, key)


@st.composite
def short_key(draw: st.DrawFn) -> dict[str, Any]:
    plain = "甲乙丙丁AbCd12 "
    found = draw(st.lists(texts(1, plain), min_size=1, max_size=3, unique_by=lambda text: text.casefold()))
    answers: list[dict[str, Any]] = [{"text": found[0]}]
    answers += [{"text": text, "points": draw(st.sampled_from([0.25, 0.5]))} for text in found[1:]]
    key: dict[str, Any] = {"answers": answers}
    if draw(st.booleans()):
        key["case"] = True
    return key


@st.composite
def short(draw: st.DrawFn) -> Question:
    key = draw(short_key())
    if draw(st.booleans()):
        key = {"answers": [{"text": f"*{key['answers'][0]['text']}*"}], "wildcards": True}
    return made("short", {"stem": draw(texts())}, key)


@st.composite
def cloze(draw: st.DrawFn) -> Question:
    gaps: list[dict[str, Any]] = []
    keys: dict[str, Any] = {}
    words = [draw(texts(1, "甲乙丙，。"))]
    for place in range(draw(st.integers(1, 2))):
        id = f"g{place}"
        kind = draw(st.sampled_from(["choice", "short", "numeric"]))
        gap: dict[str, Any] = {"id": id, "kind": kind}
        if kind == "choice":
            offered = [dict(option, text=f"项{option['text']}") for option in draw(options(2, 3))]
            gap["options"] = offered
            keys[id] = {"correct": draw(st.sampled_from([option["id"] for option in offered]))}
        else:
            keys[id] = draw(short_key() if kind == "short" else numeric_key())
        if draw(st.booleans()):
            keys[id]["weight"] = 3
        gaps.append(gap)
        words += ["{{" + id + "}}", draw(texts(1, "甲乙丙，。"))]
    return made("cloze", {"stem": " ".join(words), "gaps": gaps}, {"gaps": keys})


@st.composite
def hotspot(draw: st.DrawFn) -> Question:
    areas: list[dict[str, Any]] = [
        {"id": "a", "text": "左上", "shape": "rect", "coords": [0, 0, 10, 10]},
        {"id": "b", "text": "圆", "shape": "circle", "coords": [50, 50, 8]},
        {"id": "c", "text": "三角", "shape": "poly", "coords": [70, 70, 80, 70, 75, 90]},
    ]
    right = sorted(draw(st.sets(st.sampled_from("abc"), min_size=1, max_size=2)))
    key: dict[str, Any] = {"correct": right}
    if draw(st.booleans()):
        key["rule"] = "all"
    picture = {"uuid": PICTURE, "width": 1, "height": 1, "alt": "图"}
    body = {"stem": draw(texts()), "picture": picture, "areas": areas}
    return made("hotspot", body, key, pictures={PICTURE: PNG})


def made(kind: str, body: Any, key: Any, feedback: Any = None, pictures: Mapping[str, bytes] | None = None) -> Question:
    feedback = feedback or {"general": "", "options": {}}
    return Question(1, Position(), kind, body, key, feedback, slug="q-1", pictures=pictures or {})


KINDS: dict[str, st.SearchStrategy[Question]] = {
    "single": single(),
    "boolean": boolean(),
    "multiple": multiple(),
    "ordering": ordering(),
    "matching": matching(),
    "numeric": numeric(),
    "short": short(),
    "cloze": cloze(),
    "hotspot": hotspot(),
}


def answers(question: Question) -> Iterator[dict[str, Any]]:
    """Every answer there is; of texts and numbers one of each sort that any key tells apart."""
    body, key = question.body, question.key
    if question.kind in {"single", "boolean"}:
        yield from ({"choice": option["id"]} for option in body["options"])
    elif question.kind in {"multiple", "hotspot"}:
        ids = [option["id"] for option in body.get("options") or body["areas"]]
        for size in range(1, len(ids) + 1):
            yield from ({"choices": sorted(chosen)} for chosen in combinations(ids, size))
    elif question.kind == "ordering":
        yield from ({"order": list(order)} for order in permutations([option["id"] for option in body["options"]]))
    elif question.kind == "matching":
        prompts, ids = [prompt["id"] for prompt in body["prompts"]], [choice["id"] for choice in body["choices"]]
        for given in product(["", *ids], repeat=len(prompts)):
            if any(given):
                yield {"pairs": {prompt: id for prompt, id in zip(prompts, given, strict=True) if id}}
    elif question.kind == "numeric":
        units = [{"unit": unit} for unit in body.get("units", [])] or [{}]
        yield from ({"value": value} | unit for value in values(key) for unit in units)
    elif question.kind == "short":
        yield from ({"text": text} for text in writings(key))
    elif question.kind == "cloze":
        yield from _fillings(question)


def _fillings(question: Question) -> Iterator[dict[str, Any]]:
    tried = [_words(gap, question.key["gaps"][gap["id"]]) for gap in question.body["gaps"]]
    names = [gap["id"] for gap in question.body["gaps"]]
    for filled in product(*(["", *words] for words in tried)):
        if any(filled):
            yield {"gaps": {id: word for id, word in zip(names, filled, strict=True) if word}}


def _words(gap: Mapping[str, Any], key: Mapping[str, Any]) -> list[str]:
    if gap["kind"] == "choice":
        return [option["id"] for option in gap["options"]]
    return values(key) if gap["kind"] == "numeric" else writings(key)


def values(key: Mapping[str, Any]) -> list[str]:
    """Each bound, a little beside it, and the same in other units."""
    bounds: set[Decimal] = {Decimal(0)}
    for answer in key["answers"]:
        if "value" in answer:
            value, tolerance = Decimal(answer["value"]), Decimal(answer.get("tolerance") or 0)
            bounds |= {value - tolerance, value + tolerance}
        else:
            bounds |= {Decimal(answer["low"]), Decimal(answer["high"])}
    bounds |= {bound / Decimal(factor) for bound in bounds for factor in key.get("units", {}).values()}
    return sorted(
        {f"{bound + step:f}" for bound in bounds for step in (Decimal("-0.001"), Decimal(0), Decimal("0.001"))}
    )


def writings(key: Mapping[str, Any]) -> list[str]:
    """Each accepted text in several forms, and something else."""
    plain = {answer["text"].replace("*", star) for answer in key["answers"] for star in ("", "外", "x y")}
    forms = {form for text in plain for form in (text, text.upper(), text.lower(), text.swapcase(), f"{text}尾")}
    return sorted(form for form in {*forms, "别的"} if form.strip())
