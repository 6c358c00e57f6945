import pytest

from lms.web.errors import BadInput
from tests.people.roster_files import bring, bring_organs, check, codes, table
from tests.people.roster_mutations import MUTATIONS, mutate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def imported() -> None:
    bring_organs()
    bring(table())


@pytest.mark.parametrize("seed", range(2 * len(MUTATIONS)))
def test_that_a_mutated_roster_is_judged_as_the_mutations_log_says(seed: int) -> None:
    content, log = mutate(table(), seed)
    if log.missing:
        with pytest.raises(BadInput) as refused:
            check(content)
        assert f"第 {log.header_row} 行" in str(refused.value)
        for column in log.missing:
            assert column in str(refused.value)
        return
    checked = check(content)
    assert codes(checked) == log.faults, log.what
    assert {conflict.row for conflict in checked.conflicts} == log.doubts, log.what
    assert checked.table.unread == log.unread
    if not log.faults and not log.doubts:
        assert checked.changes == [], log.what
        assert checked.table.header_row == log.header_row
