"""The documents are held to the code: what is read, run or linked has to be written down."""

import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parents[2]
ROOMS = ("lms", "quizzes", "courses", "certificates", "reports")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted(ROOT.glob("docs/decisions/*.md"))
READ = re.compile(
    r"""(?:os\.environ\.(?:get|setdefault)\(|os\.environ\[|\bgetenv\(|(?<![\w.])(?:on|words|secret)\()\s*["']([A-Z][A-Z0-9_]*)["']"""
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADINGS = ["Context", "Decision", "Consequences", "Rejected"]


def names_read(*folders: str) -> set[str]:
    sources = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    return {name for file in sources for name in READ.findall(file.read_text(encoding="utf-8"))}


def our_commands() -> set[str]:
    files = [file for room in ROOMS for file in (ROOT / room).rglob("management/commands/*.py")]
    return {file.stem for file in files if not file.stem.startswith("_")}


def written_in(document: str) -> set[str]:
    """What stands between backticks, and each name inside."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return {name for code in re.findall(r"`([^`\n]+)`", text) for name in re.findall(r"\w+", code)}


def prose(document: Path) -> str:
    return FENCE.sub("", document.read_text(encoding="utf-8"))


def test_every_setting_read_from_the_environment_is_documented() -> None:
    read = names_read("lms/settings")
    assert {"DATABASE_URL", "HTTPS", "MFA_REQUIRED_ROLES", "SECRET_KEY"} <= read
    assert read - written_in("docs/reference/settings.md") == set()


def test_a_name_read_anywhere_else_in_the_rooms_is_documented_too() -> None:
    assert names_read(*ROOMS) - written_in("docs/reference/settings.md") == set()


def test_every_command_is_documented() -> None:
    commands = our_commands()
    assert {"import_roster", "run_worker", "verify_records"} <= commands
    assert commands - written_in("docs/reference/commands.md") == set()


def test_no_command_is_documented_that_is_not_there() -> None:
    rows = re.findall(r"^\| `(\w+)", (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(rows) == our_commands()


def patterns(given: list[URLPattern | URLResolver], before: str = "/") -> list[tuple[str, str]]:
    """Each address, and the module of its view."""
    found = []
    for one in given:
        if isinstance(one, URLResolver):
            found += patterns(one.url_patterns, before + str(one.pattern))
        else:
            view = getattr(one.callback, "view_class", one.callback)
            found.append((before + str(one.pattern), view.__module__))
    return found


def test_the_addresses_of_our_screens_for_editors_are_the_documented_ones() -> None:
    ours = {
        re.sub(r"<\w+:(?:name|uuid)>", "<uuid>", address)
        .replace("<int:pk>", "<id>")
        .replace(":", "")
        .replace("<slug", "<")
        .replace("<path", "<")
        for address, module in patterns(get_resolver().url_patterns)
        if address.startswith("/cms/") and module.partition(".")[0] in ROOMS and not address.endswith("/results/")
    }
    told = set()
    for row in re.findall(
        r"^\| (`/cms/[^…|][^|]*) \|", (ROOT / "docs/reference/addresses.md").read_text(), re.MULTILINE
    ):
        first, *others = re.findall(r"`([^`]+)`", row)
        told |= {first, *(other.replace("…/", first) for other in others)}
    assert told == ours


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    targets = [target.partition("#")[0] for target in LINK.findall(prose(document)) if "://" not in target]
    assert [target for target in targets if target and not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_document_begins_with_its_title(document: Path) -> None:
    assert document.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda file: file.stem)
def test_every_decision_has_its_four_headings(decision: Path) -> None:
    assert re.findall(r"^## (.+)$", prose(decision), re.MULTILINE) == HEADINGS


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [re.match(r"\d{4}(?=-)", decision.name) for decision in DECISIONS]
    assert all(numbers)
    assert len({number[0] for number in numbers if number}) == len(DECISIONS)


def test_every_page_of_the_documents_is_reached_from_the_readme() -> None:
    """Decisions are reached by their folder."""
    reached = {(ROOT / target).resolve() for target in LINK.findall(prose(ROOT / "README.md")) if "://" not in target}
    pages = {page for page in (ROOT / "docs").rglob("*.md") if page.parent.name != "decisions"}
    assert pages - reached == set()
