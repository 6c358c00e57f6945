"""The evaluator of response processing, and keys from rules."""

from fractions import Fraction

import pytest
from lxml import etree

from quizzes.exchange.formats.qti.rules.declarations import read_declarations
from quizzes.exchange.formats.qti.rules.running import Rules
from quizzes.exchange.formats.qti.rules.slices import readings, separable, sliced
from quizzes.exchange.formats.qti.rules.values import Unknown
from quizzes.exchange.formats.qti.tree import plain_tree
from tests.quizzes.exchange.xml_files import choice, declared, item, qti_one, qti_refusal, rules, subsets, template

RIGHT = "<match><variable identifier='RESPONSE'/><correct identifier='RESPONSE'/></match>"
ONE = "<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>1</baseValue></setOutcomeValue>"


def run(steps: str, response: list[str], base: str = "float", cardinality: str = "single") -> Fraction:
    tree = plain_tree(etree.fromstring(item(declared("2", cardinality, base), "", rules(steps))))
    responses = read_declarations(tree, "response")
    value = responses["RESPONSE"].value(response)
    return Rules(list(tree.find("responseProcessing")), responses, read_declarations(tree, "outcome")).run(
        {"RESPONSE": value}
    )


def scored(expression: str) -> str:
    return f"<setOutcomeValue identifier='SCORE'>{expression}</setOutcomeValue>"


def number(value: object) -> str:
    return f"<baseValue baseType='float'>{value}</baseValue>"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (f"<sum>{number(1)}{number('0.1')}{number('0.2')}</sum>", Fraction(13, 10)),
        (f"<product>{number(2)}{number(3)}</product>", 6),
        (f"<subtract>{number(2)}{number(3)}</subtract>", -1),
        (f"<divide>{number(1)}{number(3)}</divide>", Fraction(1, 3)),
        (f"<max>{number(1)}{number(3)}</max>", 3),
        (f"<round>{number('2.5')}</round>", 3),
        (f"<truncate>{number('2.9')}</truncate>", 2),
        ("<containerSize><multiple><variable identifier='RESPONSE'/></multiple></containerSize>", 1),
        ("<variable identifier='RESPONSE'/>", 2),
    ],
)
def test_that_numbers_are_exact(expression: str, value: object) -> None:
    assert run(scored(expression), ["2"]) == value


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (RIGHT, True),
        ("<isNull><variable identifier='RESPONSE'/></isNull>", False),
        (
            f"<equal toleranceMode='absolute' tolerance='0.5'><variable identifier='RESPONSE'/>{number('2.5')}</equal>",
            True,
        ),
        (
            f"<equal toleranceMode='relative' tolerance='10'><variable identifier='RESPONSE'/>{number('2.2')}</equal>",
            True,
        ),
        (
            "<equal toleranceMode='absolute' tolerance='0.5' includeUpperBound='false'>"
            f"<variable identifier='RESPONSE'/>{number('2.5')}</equal>",
            False,
        ),
        (f"<gt><variable identifier='RESPONSE'/>{number(2)}</gt>", False),
        (f"<gte><variable identifier='RESPONSE'/>{number(2)}</gte>", True),
        (f"<not>{RIGHT}</not>", False),
        (f"<and>{RIGHT}<not>{RIGHT}</not></and>", False),
        (f"<or><not>{RIGHT}</not>{RIGHT}</or>", True),
        (f"<member>{number(2)}<multiple>{number(1)}{number(2)}</multiple></member>", True),
        (f"<match><index n='2'><ordered>{number(1)}{number(2)}</ordered></index>{number(2)}</match>", True),
    ],
)
def test_that_conditions_hold(condition: str, holds: bool) -> None:
    steps = f"<responseCondition><responseIf>{condition}{ONE}</responseIf></responseCondition>"
    assert run(steps, ["2"]) == holds


@pytest.mark.parametrize(
    "steps",
    [
        scored("<customOperator/>"),
        scored("<random><multiple/></random>"),
        scored(f"<divide>{number(1)}{number(0)}</divide>"),
        scored(number("1e999")),
        scored("<variable identifier='OTHER'/>"),
        scored("<mapResponse identifier='RESPONSE'/>"),
        f"<responseCondition><responseElse>{ONE}</responseElse></responseCondition>",
        "<lookupOutcomeValue identifier='SCORE'/>",
    ],
)
def test_that_what_is_not_understood_is_said(steps: str) -> None:
    with pytest.raises(Unknown):
        run(steps, ["2"])


def test_that_only_the_rules_for_the_score_are_left_and_known_to_add_up() -> None:
    add = "<setOutcomeValue identifier='SCORE'><sum><variable identifier='SCORE'/>{}</sum></setOutcomeValue>"
    one = f"<responseCondition><responseIf>{RIGHT}{add.format(number(1))}</responseIf></responseCondition>"
    shown = "<setOutcomeValue identifier='FEEDBACK'><variable identifier='OTHER'/></setOutcomeValue>"
    steps = sliced(list(etree.fromstring(f"<r>{one}{shown}</r>")))
    assert [step.tag for step in steps] == ["responseCondition"]
    assert readings(steps, "RESPONSE") == {"match"}
    assert separable(steps, {"RESPONSE", "OTHER"})
    both = one.replace("<match>", "<and><isNull><variable identifier='OTHER'/></isNull><match>").replace(
        "</match>", "</match></and>"
    )
    assert not separable(sliced(list(etree.fromstring(f"<r>{both}</r>"))), {"RESPONSE", "OTHER"})


def test_that_the_template_and_the_same_rules_written_out_give_the_same_key() -> None:
    written = rules(f"<responseCondition><responseIf>{RIGHT}{ONE}</responseIf></responseCondition>")
    for processing in (template("match_correct"), template("CC2_match"), written, ""):
        found = qti_one(item(declared("B"), choice(), processing))
        assert (found.kind, found.key) == ("single", {"correct": "b"})


def test_that_a_mapping_of_one_choice_is_its_weights() -> None:
    mapping = "<mapping defaultValue='0'><mapEntry mapKey='A' mappedValue='4'/><mapEntry mapKey='C' mappedValue='1'/></mapping>"
    found = qti_one(item(declared("A", mapping=mapping), choice(), template("map_response")))
    assert found.key == {"correct": "a", "weights": {"a": 1.0, "c": 0.25}}


def test_that_all_or_nothing_right_less_wrong_and_weights_are_told_apart() -> None:
    whole = qti_one(item(declared("A,B", "multiple"), choice(0), template("match_correct")))
    assert whole.key == {"correct": ["a", "b"], "rule": "all"}
    entries = "".join(
        f"<mapEntry mapKey='{id}' mappedValue='{value}'/>" for id, value in (("A", 1), ("B", 1), ("C", -1))
    )
    mapping = f"<mapping defaultValue='0' lowerBound='0' upperBound='2'>{entries}</mapping>"
    each = qti_one(item(declared("A,B", "multiple", mapping=mapping), choice(0), template("map_response")))
    assert each.key == {"correct": ["a", "b"]}
    mapping = mapping.replace("mappedValue='-1'", "mappedValue='-2'")
    weighed = qti_one(item(declared("A,B", "multiple", mapping=mapping), choice(0), template("map_response")))
    assert weighed.key == {"correct": ["a", "b"], "weights": {"a": 0.5, "b": 0.5, "c": -1.0}}


def test_that_points_for_any_wrong_set_that_no_key_gives_are_refused() -> None:
    def named(id: str) -> str:
        return f"<baseValue baseType='identifier'>{id}</baseValue>"

    steps = "".join(
        f"<responseCondition><responseIf><match><variable identifier='RESPONSE'/><multiple>"
        f"{''.join(map(named, chosen))}</multiple></match>{ONE}</responseIf></responseCondition>"
        for chosen in subsets("ABC")
        if len(chosen) == 2
    )
    assert qti_refusal(item(declared("", "multiple"), choice(0), rules(steps)))


def test_that_a_limit_of_choices_without_a_cost_for_wrong_ones_is_refused() -> None:
    mapping = "<mapping defaultValue='0'><mapEntry mapKey='A' mappedValue='1'/><mapEntry mapKey='B' mappedValue='2'/></mapping>"
    assert qti_refusal(item(declared("A,B", "multiple", mapping=mapping), choice(2), template("map_response")))


def test_that_points_for_nothing_or_for_nobody_are_refused() -> None:
    assert qti_refusal(item(declared("A"), choice(), rules(ONE)))
    assert qti_refusal(item(declared(""), choice(), template("match_correct")))
    assert qti_refusal(item(declared(""), choice(), ""))
