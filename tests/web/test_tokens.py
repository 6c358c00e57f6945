"""The design system by number: contrast of the token pairs that meet on a page, sizes of what is tapped."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = (settings.BASE_DIR / "lms" / "web" / "static" / "web" / "site.css").read_text()
MODES = {"standard": ":root", "staff": ".wide", "elder": ".elder"}

# (ink, ground, at least): text 4.5, what only marks a border or a shape 3
PAIRS = [
    ("ink", "ground", 4.5),
    ("ink", "paper", 4.5),
    ("muted", "ground", 4.5),
    ("muted", "paper", 4.5),
    ("red", "paper", 4.5),
    ("red", "ground", 4.5),
    ("paper", "red", 4.5),
    ("paper", "red-deep", 4.5),
    ("red-deep", "tint", 4.5),
    ("ink", "tint", 4.5),
    ("green", "green-tint", 4.5),
    ("green", "ground", 4.5),
    ("amber", "amber-tint", 4.5),
    ("blue", "blue-tint", 4.5),
    ("blue", "ground", 4.5),
    ("blue", "paper", 4.5),
    ("edge", "paper", 3),
    ("focus", "ground", 3),
    ("focus", "paper", 3),
]


def tokens(mode: str) -> dict[str, str]:
    """The custom properties of a mode, those of :root where it does not swap them."""
    found = {}
    for selector in (":root", MODES[mode]):
        match = re.search(rf"^{re.escape(selector)} {{(.*?)}}", CSS, re.DOTALL | re.MULTILINE)
        assert match, selector
        found |= dict(re.findall(r"--([\w-]+):\s*([^;}]+)", match[1]))
    return {name: value.strip() for name, value in found.items()}


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(char * 2 for char in digits) if len(digits) == 3 else digits
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_that_a_pair_of_tokens_has_contrast(mode: str, ink: str, ground: str, least: float) -> None:
    values = tokens(mode)
    assert contrast(values[ink], values[ground]) >= least


@pytest.mark.parametrize(("mode", "tap", "size"), [("standard", 44, 18), ("staff", 44, 16), ("elder", 60, 22)])
def test_that_letters_and_targets_are_large_enough(mode: str, tap: int, size: int) -> None:
    values = tokens(mode)
    assert int(values["tap"].removesuffix("px")) >= tap
    assert int(values["size"].removesuffix("px")) >= size


def test_that_lines_stand_apart_enough() -> None:
    assert float(tokens("standard")["lead"]) >= 1.5
    assert float(tokens("elder")["lead"]) >= 1.5


def test_that_the_sheet_uses_tokens_that_exist_and_only_these() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))
    assert used - set(tokens("standard")) == set()


def test_that_no_script_or_style_of_the_page_is_large() -> None:
    """A village's connection: the sheet stays below 32 KB before compression."""
    assert Path(settings.BASE_DIR / "lms/web/static/web/site.css").stat().st_size < 32_768
