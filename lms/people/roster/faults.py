"""What can be wrong with a row: a stable code, the reason in words, and what to do about it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    NAME_MISSING = "name_missing"
    NAME_FORMULA = "name_formula"
    NAME_UNPRINTABLE = "name_unprintable"
    NAME_NO_NAME = "name_no_name"
    NAME_TOO_LONG = "name_too_long"
    NAME_WITH_REMARK = "name_with_remark"
    SEX_MISSING = "sex_missing"
    SEX_UNKNOWN = "sex_unknown"
    ETHNICITY_UNKNOWN = "ethnicity_unknown"
    BORN_MISSING = "born_missing"
    BORN_UNREADABLE = "born_unreadable"
    BORN_NO_SUCH_MONTH = "born_no_such_month"
    BORN_AMBIGUOUS = "born_ambiguous"
    BORN_IN_FUTURE = "born_in_future"
    BORN_TOO_EARLY = "born_too_early"
    BORN_TOO_YOUNG = "born_too_young"
    PHONE_TOO_SHORT = "phone_too_short"
    PHONE_TOO_LONG = "phone_too_long"
    PHONE_ROUNDED = "phone_rounded"
    PHONE_NOT_MOBILE = "phone_not_mobile"
    PHONE_OF_ANOTHER = "phone_of_another"
    PHONE_DIFFERS = "phone_differs"
    LEVEL_MISSING = "level_missing"
    LEVEL_UNKNOWN = "level_unknown"
    LEVEL_OF_OTHER_CONGRESS = "level_of_other_congress"
    CONGRESS_MISSING = "congress_missing"
    CONGRESS_UNKNOWN = "congress_unknown"
    TERM_MISSING = "term_missing"
    TERM_UNREADABLE = "term_unreadable"
    TERM_UNKNOWN = "term_unknown"
    DISTRICT_MISSING = "district_missing"
    DISTRICT_UNREADABLE = "district_unreadable"
    DELEGATION_UNREADABLE = "delegation_unreadable"
    DELEGATION_ELSEWHERE = "delegation_elsewhere"
    STATION_UNREADABLE = "station_unreadable"
    ORIGIN_MISSING = "origin_missing"
    ORIGIN_UNKNOWN = "origin_unknown"
    STATE_MISSING = "state_missing"
    STATE_UNKNOWN = "state_unknown"
    TOO_LONG = "too_long"
    PERSON_CONTRADICTS = "person_contradicts"
    MANDATE_TWICE = "mandate_twice"


Words = tuple[str | Promise, str | Promise]
WORDS: dict[Code, Words] = {
    Code.NAME_MISSING: (_("the name is empty"), _("Write the name.")),
    Code.NAME_FORMULA: (_("a formula, not a name"), _("Type the name itself instead of the formula.")),
    Code.NAME_UNPRINTABLE: (
        _("the name holds a character that cannot be seen"),
        _("Type the name anew instead of pasting it."),
    ),
    Code.NAME_NO_NAME: (_("this is no name"), _("Check whether the columns were mixed up; write the name.")),
    Code.NAME_TOO_LONG: (_("the name is too long"), _("Write the name alone, without remarks.")),
    Code.NAME_WITH_REMARK: (
        _("a remark stands behind the name"),
        _("Write the name alone; sex and ethnic group have their own columns."),
    ),
    Code.SEX_MISSING: (_("the sex is empty"), _("Write 男 or 女.")),
    Code.SEX_UNKNOWN: (_("unknown sex"), _("Write 男 or 女.")),
    Code.ETHNICITY_UNKNOWN: (_("unknown ethnic group"), _("Write one of the 56 names, such as 汉, or leave it empty.")),
    Code.BORN_MISSING: (_("the month of birth is empty"), _("Write it like 1971-11.")),
    Code.BORN_UNREADABLE: (_("the month of birth cannot be read"), _("Write it like 1971-11.")),
    Code.BORN_NO_SUCH_MONTH: (_("there is no such month"), _("Write a month from 01 to 12, like 1971-11.")),
    Code.BORN_AMBIGUOUS: (
        _("January or October: Excel drops the last zero of 1971.10"),
        _("Write 1971-01 or 1971-10 as text."),
    ),
    Code.BORN_IN_FUTURE: (_("born in the future"), _("Correct the year of birth.")),
    Code.BORN_TOO_EARLY: (_("born more than 110 years ago"), _("Correct the year of birth.")),
    Code.BORN_TOO_YOUNG: (
        _("younger than 18 when the term began on %(start)s"),
        _("Correct the month of birth, or the term."),
    ),
    Code.PHONE_TOO_SHORT: (
        _("the mobile number is too short: %(digits)d digits instead of 11"),
        _("Write all 11 digits."),
    ),
    Code.PHONE_TOO_LONG: (
        _("the mobile number is too long: %(digits)d digits instead of 11"),
        _("Write one number of 11 digits."),
    ),
    Code.PHONE_ROUNDED: (
        _("Excel has rounded the mobile number"),
        _("Format the column as text and write all 11 digits again."),
    ),
    Code.PHONE_NOT_MOBILE: (
        _("this is no mobile number of the mainland"),
        _("Write 11 digits that begin with 13 to 19, or leave it empty."),
    ),
    Code.PHONE_OF_ANOTHER: (
        _("the mobile number belongs to another person (%(where)s)"),
        _("Ask both for their numbers; leave it empty if the number is shared."),
    ),
    Code.PHONE_DIFFERS: (
        _("the mobile number differs from the one at the person's other mandate (%(where)s)"),
        _("Write the same number in both rows."),
    ),
    Code.LEVEL_MISSING: (_("the level is empty"), _("Write 区 or 镇.")),
    Code.LEVEL_UNKNOWN: (_("unknown level"), _("Write 区 or 镇.")),
    Code.LEVEL_OF_OTHER_CONGRESS: (
        _("the level does not fit the congress %(congress)s"),
        _("Correct the level or the congress."),
    ),
    Code.CONGRESS_MISSING: (_("the congress is empty"), _("Write its full name, such as %(example)s.")),
    Code.CONGRESS_UNKNOWN: (
        _("unknown congress"),
        _("Correct the name, or first import the table of organs that names it. Known are: %(known)s."),
    ),
    Code.TERM_MISSING: (_("the term is empty"), _("Write it like %(example)s.")),
    Code.TERM_UNREADABLE: (_("the term cannot be read"), _("Write it like %(example)s.")),
    Code.TERM_UNKNOWN: (
        _("%(congress)s has no such term here"),
        _("Correct the term, or first import the table of organs that names it. Known are: %(known)s."),
    ),
    Code.DISTRICT_MISSING: (_("the electoral district is empty"), _("Write it like 第1选区.")),
    Code.DISTRICT_UNREADABLE: (
        _("this is no electoral district"),
        _("Write its name with the word 选区, like 第1选区."),
    ),
    Code.DELEGATION_UNREADABLE: (
        _("this is no delegation or deputies' group"),
        _("Write its name with the word 代表团 or 代表小组."),
    ),
    Code.DELEGATION_ELSEWHERE: (
        _("the group belongs to %(place)s, the deputy to %(congress)s"),
        _("Correct the delegation or the congress."),
    ),
    Code.STATION_UNREADABLE: (
        _("this is no deputies' home or contact station"),
        _("Write its name with the word 家, 站 or 点, or leave it empty."),
    ),
    Code.ORIGIN_MISSING: (_("the kind of mandate is empty"), _("Write 新任, 连任 or 补选.")),
    Code.ORIGIN_UNKNOWN: (_("unknown kind of mandate"), _("Write 新任, 连任 or 补选.")),
    Code.STATE_MISSING: (_("the state is empty"), _("Write 在任, 暂时停止执行代表职务 or 代表资格终止.")),
    Code.STATE_UNKNOWN: (_("unknown state"), _("Write 在任, 暂时停止执行代表职务 or 代表资格终止.")),
    Code.TOO_LONG: (_("longer than %(limit)d characters"), _("Shorten it.")),
    Code.PERSON_CONTRADICTS: (
        _("the same person stands in row %(row)d with another %(what)s"),
        _("Write the same in both rows; if they are two people, correct the mobile number."),
    ),
    Code.MANDATE_TWICE: (
        _("this person stands in row %(row)d already, for the same congress and term"),
        _("Delete one of the two rows."),
    ),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with one cell. `title` is the column's header as it stands in the file; `value` is clear:
    whoever shows it outside the person's own preview masks it (`masks.masked`)."""

    row: int
    field: str
    title: str
    value: str
    code: Code
    params: dict[str, object] = dataclasses.field(default_factory=dict)

    @property
    def reason(self) -> str:
        return str(WORDS[self.code][0]) % self.params

    @property
    def fix(self) -> str:
        return str(WORDS[self.code][1]) % self.params
