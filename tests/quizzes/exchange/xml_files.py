"""Small Moodle and QTI files for the tests."""

import base64
import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from quizzes.exchange.formats import moodle, qti
from quizzes.exchange.question import Question, Refused
from quizzes.exchange.source import Source

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
V2 = "http://www.imsglobal.org/xsd/imsqti_v2p2"
MATCH = f"{V2}/rptemplates/match_correct"


def moodle_question(kind: str, inside: str, text: str = "<p>问题？</p>") -> str:
    return (
        f'<question type="{kind}"><name><text>甲</text></name><questiontext format="html"><text><![CDATA[{text}]]>'
        f'</text></questiontext><generalfeedback format="html"><text>说明</text></generalfeedback>{inside}</question>'
    )


def moodle_entries(*questions: str) -> list[Any]:
    return list(moodle.read(Source("a.xml", f"<quiz>{''.join(questions)}</quiz>".encode())))


def moodle_one(kind: str, inside: str, text: str = "<p>问题？</p>") -> Question:
    (found,) = moodle_entries(moodle_question(kind, inside, text))
    assert isinstance(found, Question), found
    return found


def moodle_refusal(kind: str, inside: str, text: str = "<p>问题？</p>") -> str:
    (found,) = moodle_entries(moodle_question(kind, inside, text))
    assert isinstance(found, Refused), found
    return found.reason


def answers(shares: Mapping[str, object]) -> str:
    return "".join(f'<answer fraction="{share}"><text>{text}</text></answer>' for text, share in shares.items())


def item(declarations: str, body: str, processing: str, attributes: str = "") -> str:
    return (
        f'<assessmentItem xmlns="{V2}" identifier="i" title="t" adaptive="false" timeDependent="false" {attributes}>'
        f'{declarations}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
        f"<itemBody>{body}</itemBody>{processing}</assessmentItem>"
    )


def declared(right: str, cardinality: str = "single", base: str = "identifier", mapping: str = "") -> str:
    values = "".join(f"<value>{value}</value>" for value in right.split(",") if value)
    correct = f"<correctResponse>{values}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">'
        f"{correct}{mapping}</responseDeclaration>"
    )


def choice(most: int = 1, options: str = "ABC") -> str:
    offered = "".join(f'<simpleChoice identifier="{each}">选项{each}</simpleChoice>' for each in options)
    return (
        f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}"><prompt>问题？</prompt>{offered}'
        "</choiceInteraction>"
    )


def rules(steps: str) -> str:
    return f"<responseProcessing>{steps}</responseProcessing>"


def template(name: str) -> str:
    return f'<responseProcessing template="{V2}/rptemplates/{name}"/>'


def qti_entries(content: str | bytes, name: str = "a.xml") -> list[Any]:
    source = Source(name, content.encode() if isinstance(content, str) else content)
    assert qti.reads(source)
    return list(qti.read(source))


def qti_one(content: str | bytes, name: str = "a.xml") -> Question:
    (found,) = qti_entries(content, name)
    assert isinstance(found, Question), found
    return found


def qti_refusal(content: str | bytes, name: str = "a.xml") -> str:
    (found,) = qti_entries(content, name)
    assert isinstance(found, Refused), found
    return found.reason


def package(members: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def manifest(*resources: tuple[str, str]) -> str:
    rows = "".join(
        f'<resource identifier="r{place}" type="{kind}" href="{href}"><file href="{href}"/></resource>'
        for place, (kind, href) in enumerate(resources)
    )
    return f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{rows}</resources></manifest>'


def subsets(ids: str) -> Iterator[str]:
    for number in range(2 ** len(ids)):
        yield "".join(id for place, id in enumerate(ids) if number >> place & 1)
