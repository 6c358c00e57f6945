"""What SCORE depends on: the rules without those that only choose feedback, and how responses come into them."""

import copy

from lxml import etree


def sliced(steps: list[etree._Element], outcome: str = "SCORE") -> list[etree._Element]:
    """A copy of the rules with only those assignments left on which the outcome depends."""
    whole = etree.Element("rules")
    whole.extend(copy.deepcopy(step) for step in steps)
    needed = {outcome}
    while True:
        more = {
            variable.get("identifier", "")
            for assignment in whole.iter("setOutcomeValue")
            if assignment.get("identifier") in needed
            for source in [assignment, *_conditions(assignment)]
            for variable in source.iter("variable")
        }
        if more <= needed:
            break
        needed |= more
    for assignment in list(whole.iter("setOutcomeValue")):
        if assignment.get("identifier") not in needed:
            assignment.getparent().remove(assignment)  # type: ignore[union-attr]
    for condition in reversed(list(whole.iter("responseCondition"))):
        if condition.find(".//setOutcomeValue") is None and condition.find(".//exitResponse") is None:
            condition.getparent().remove(condition)  # type: ignore[union-attr]
    return list(whole)


def _conditions(assignment: etree._Element) -> list[etree._Element]:
    """What decides whether it is reached: of its own branch and of those before it."""
    found: list[etree._Element] = []
    node = assignment.getparent()
    while node is not None:
        if node.tag in {"responseIf", "responseElseIf", "responseElse"}:
            branch: etree._Element | None = node
            while branch is not None:
                if branch.tag != "responseElse" and len(branch):
                    found.append(branch[0])
                branch = branch.getprevious()
        node = node.getparent()
    return found


def readings(steps: list[etree._Element], response: str) -> set[str]:
    """How a response is looked at: {"mapResponse", "isNull", "match"} and the like."""
    found: set[str] = set()
    for step in steps:
        for node in step.iter("variable", "mapResponse"):
            if node.get("identifier") == response:
                parent = node.getparent()
                found.add("mapResponse" if node.tag == "mapResponse" else str(parent.tag) if parent is not None else "")
    return found


def responses_in(node: etree._Element, names: set[str]) -> set[str]:
    """Which responses an expression or step looks at."""
    tags = ("variable", "mapResponse", "correct", "default", "mapResponsePoint")
    return {each.get("identifier", "") for each in node.iter(*tags)} & names


def separable(steps: list[etree._Element], names: set[str], outcome: str = "SCORE") -> bool:
    """Whether the outcome is a sum of parts of which each depends on one response alone, so that every response can be
    tried by itself. `steps` are sliced rules; anything unusual gives False."""
    local: dict[str, set[str]] = {}
    sums: set[str] = {outcome}
    for step in steps:
        if step.tag == "responseCondition":
            if not _is_local(step, names, local, sums):
                return False
        elif step.tag == "setOutcomeValue":
            target = step.get("identifier", "")
            reached = responses_in(step, names) | _through(step, local)
            if len(step) != 1 or not all(_is_term(term, names, local, sums) for term in _terms(step[0])):
                return False
            if len(reached) <= 1 and target != outcome:
                local[target] = local.get(target, set()) | reached
            elif target != outcome:
                sums.add(target)
        else:
            return False
    return True


def _through(node: etree._Element, local: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    for variable in node.iter("variable"):
        reached |= local.get(variable.get("identifier", ""), set())
    return reached


def _terms(node: etree._Element) -> list[etree._Element]:
    return [term for part in node for term in _terms(part)] if node.tag == "sum" else [node]


def _is_term(node: etree._Element, names: set[str], local: dict[str, set[str]], sums: set[str]) -> bool:
    """One response at most, and a sum only as a whole term."""
    if node.tag == "variable" and node.get("identifier") in sums:
        return True
    if any(variable.get("identifier") in sums for variable in node.iter("variable")):
        return False
    return len(responses_in(node, names) | _through(node, local)) <= 1


def _is_local(step: etree._Element, names: set[str], local: dict[str, set[str]], sums: set[str]) -> bool:
    """A condition about one response that sets variables of that response, or adds to a sum."""
    if any(True for _ in step.iter("exitResponse")):
        return False
    reached = responses_in(step, names) | _through(step, local)
    if len(reached) > 1:
        return False
    for assignment in step.iter("setOutcomeValue"):
        target = assignment.get("identifier", "")
        if target in sums:
            terms = _terms(assignment[0])
            itself = [term for term in terms if term.tag == "variable" and term.get("identifier") == target]
            if len(itself) != 1 or any(not _is_term(term, names, local, sums) for term in terms):
                return False
        else:
            if local.get(target, reached) - reached:
                return False
            local[target] = reached
    conditions = [branch[0] for branch in step.iter("responseIf", "responseElseIf") if len(branch)]
    return not any(node.get("identifier") in sums for condition in conditions for node in condition.iter("variable"))
