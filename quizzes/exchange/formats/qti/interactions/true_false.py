"""A choice between "true" and "false" is a true-or-false item."""

from dataclasses import replace

from quizzes.exchange.formats.qti.interactions.asked import Content

WORDS = {
    "true": {"true", "right", "correct", "正确", "对", "√"},
    "false": {"false", "wrong", "incorrect", "错误", "错", "×"},
}


def recognised(content: Content) -> Content:
    """The same as a true-or-false item where its two options say so; else unchanged."""
    options = content.body.get("options", [])
    if content.kind != "single" or len(options) != 2 or "weights" in content.key:
        return content
    said = {
        str(option["id"]): name
        for option in options
        for name, words in WORDS.items()
        if str(option["text"]).strip().casefold() in words and not option.get("html")
    }
    if sorted(said.values()) != ["false", "true"]:
        return content
    named = sorted(
        (option | {"id": said[option["id"]]} for option in options), key=lambda option: option["id"] != "true"
    )
    return replace(
        content,
        kind="boolean",
        body=content.body | {"options": named},
        key={"correct": said[content.key["correct"]]},
        ids={said[id]: answer for id, answer in content.ids.items()},
        feedback={said[id]: text for id, text in content.feedback.items()},
    )
