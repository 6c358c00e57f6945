"""The faults of a simulation as its author reads them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quizzes.types.problems import Problem
from quizzes.types.simulation.fault import Fault

WORDS: dict[str, str | Promise] = {
    "no_screens": _("write a list of screens, each beginning with “- id: …”."),
    "too_many": _("there may be %(what)s of them at most."),
    "no_start": _("names the screen “%(what)s” to begin with, which is not there."),
    "limit": _("must be a whole number from 1 to %(what)s."),
    "twice": _("the identifier “%(what)s” is used twice."),
    "id": _("“%(what)s” is no identifier: small letters, digits and hyphens; yes, no, on and off in quotes."),
    "unknown": _("is not a known field here; look for a slip of the pen."),
    "missing": _("is missing."),
    "look": _("“%(what)s” is none of: platform, phone, mail, table."),
    "not_mappings": _("every act and every block must be a set of names and values."),
    "no_way_out": _("nothing can be done here; give it an act, or mark it with “end: true”."),
    "reserved": _("“%(what)s” is offered on every screen already; choose another identifier."),
    "no_ways": _("say in “ways” where the act leads."),
    "dangling": _("leads to the screen “%(what)s”, which is not there."),
    "does_nothing": _("leads nowhere and says nothing; give it “to” or “say”."),
    "list": _("must be a list."),
    "no_last_way": _("nothing happens when no condition holds; let the last way be one without “when”."),
    "never_reached": _("is never taken, because the way before it has no “when”."),
    "block": _("is not one block of: heading, text, table, messages, photo, field. It holds: %(what)s."),
    "message": _("every message needs “from” and “text”."),
    "quotes": _('put a time in quotes, such as at: "9:05"; unquoted it was read as %(what)s.'),
    "no_act": _("names the act “%(what)s”, which is not there."),
    "table": _("a table needs “head” and “rows”."),
    "ragged": _("every row must have %(what)s cells, as the head has."),
    "size": _("width and height are whole numbers from 40 to 2000."),
    "box": _("“%(what)s” needs a box of four whole numbers: left, top, width, height."),
    "input": _("“%(what)s” is none of: text, long, date, number, choice, checks, mask."),
    "mask": _("a photo to be covered needs parts with an “id”."),
    "options": _("needs at least two options, each with “id” and “text”."),
    "conditions": _("must be a list of conditions, each in its own pair of braces."),
    "condition": _("is no condition that there is: %(what)s."),
    "field_condition": _("say one thing about the field “%(what)s”: is, among, filled, has, lacks or contains."),
    "no_screen": _("names the screen “%(what)s”, which is not there."),
    "no_flag": _("names the flag “%(what)s”, which no way sets."),
    "no_field": _("names the field “%(what)s”, which is not there."),
    "no_goal": _("say by conditions when the task is done."),
    "no_steps": _("write at least one step that earns points."),
    "points": _("points are a number above 0."),
    "forbidden": _("a forbidden act needs “text” and “when”."),
    "cap": _("the cap is a number from 0 to below 1."),
    "no_own_way": _("write one way that does everything right; it proves that the task can be done."),
    "unreachable": _("nobody can come to this screen."),
    "one_way_only": _("there is nothing to decide: every screen offers one act only."),
    "way_too_long": _("is longer than the %(what)s acts that the simulation allows."),
    "way_stops": _("this act is not possible there: %(what)s."),
    "goal_not_reached": _("ends on the screen “%(what)s” without having reached the goal."),
    "step_not_met": _("the author's own way does not meet this step: %(what)s"),
    "way_forbidden": _("the author's own way does something forbidden: %(what)s"),
}


def in_words(fault: Fault) -> Problem:
    return Problem(fault.where, str(WORDS[fault.code]) % {"what": fault.what})
