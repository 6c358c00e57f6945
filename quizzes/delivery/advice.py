"""What an item's figures mean, and what to do next, in a sentence. Nothing here touches the database."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from quizzes.delivery import marks, reviewing
from quizzes.delivery.models import ItemStatistic
from quizzes.delivery.selectors.statistics import Analysis, OptionRow
from quizzes.psychometrics.classical import Figure

SIGN_WORDS: dict[str, str | Promise] = {
    reviewing.NEGATIVE: pgettext_lazy("item figures", "Check the answer"),
    reviewing.ATTRACTIVE: pgettext_lazy("item figures", "A wrong option draws the better"),
    reviewing.TOO_HARD: pgettext_lazy("item figures", "Too hard"),
    reviewing.WEAK: pgettext_lazy("item figures", "Tells little apart"),
    reviewing.UNANSWERED: pgettext_lazy("item figures", "Often left out"),
    reviewing.DEAD: pgettext_lazy("item figures", "Idle option"),
    reviewing.TOO_EASY: pgettext_lazy("item figures", "Too easy"),
}


def sign_word(sign: str) -> str:
    return str(SIGN_WORDS.get(sign, sign))


def next_step(statistic: ItemStatistic) -> str:
    """The most urgent thing to do about the item, with the figures behind it; for lists."""
    if not statistic.enough:
        return too_few(statistic)
    sign = statistic.signs[0] if statistic.signs else ""
    match sign:
        case reviewing.NEGATIVE:
            return _("The better people miss it. Check the key first, then the wording.")
        case reviewing.ATTRACTIVE:
            return _(
                "The better people choose %(options)s. It may be right too: check it, or make the question clear."
            ) % {"options": _named(statistic, reviewing.ATTRACTIVE)}
        case reviewing.TOO_HARD:
            return _("Only %(share)s get it right. Does the lesson teach it? If it does, ask more simply.") % {
                "share": percent(statistic.facility)
            }
        case reviewing.WEAK:
            return _("It hardly tells who knows from who does not. Sharpen the question or its options.")
        case reviewing.UNANSWERED:
            return _("Many leave it out. Shorten the question and say plainly what is asked.")
        case reviewing.DEAD:
            return _("Hardly anybody chooses %(options)s. Rewrite it so that it looks possible.") % {
                "options": _named(statistic, reviewing.DEAD)
            }
        case reviewing.TOO_EASY:
            return _("Nearly everybody gets it right. Fine for practice; for an assessment take a harder one.")
    return _("Nothing stands out. Keep it.")


def too_few(statistic: ItemStatistic) -> str:
    return _("Too few answers (%(have)d of %(wanted)d): no figure yet.") % {
        "have": statistic.answered,
        "wanted": reviewing.limits().min_answers,
    }


def about_facility(found: Analysis) -> str:
    figure, rule = found.facility, reviewing.limits()
    if figure is None:
        return too_few(found.statistic)
    words = {"share": percent(figure.value), "low": percent(rule.facility_low), "high": percent(rule.facility_high)}
    if reviewing.TOO_HARD in found.statistic.signs:
        text = _(
            "On average %(share)s of the points, below %(low)s: see whether the lesson teaches it, or ask more simply."
        )
    elif reviewing.TOO_EASY in found.statistic.signs:
        text = _("On average %(share)s of the points, above %(high)s: fine for practice, too easy for an assessment.")
    else:
        text = _("On average %(share)s of the points: neither too easy nor too hard.")
    return text % words


def about_discrimination(found: Analysis) -> str:
    figure = found.discrimination
    if figure is None:
        if not found.statistic.enough:
            return too_few(found.statistic)
        return _("Everybody answered alike, or there were no other items: it cannot be told.")
    words = {"value": f"{figure.value:.2f}", "low": f"{reviewing.limits().discrimination_low:.2f}"}
    if reviewing.NEGATIVE in found.statistic.signs:
        text = _("%(value)s: the better people miss it. Check the key now; if it is right, the question misleads.")
    elif reviewing.WEAK in found.statistic.signs:
        text = _("%(value)s, below %(low)s: it hardly tells who knows from who does not. Sharpen question and options.")
    elif figure.value < reviewing.limits().discrimination_low:
        text = _("%(value)s, below %(low)s, but that may be chance still. Wait for more answers.")
    else:
        text = _("%(value)s: who is better on the rest gets it right more often, as it should be.")
    return text % words


def about_groups(found: Analysis) -> str:
    groups = found.statistic.groups
    if len(groups) < 2:
        return _("The people do not differ enough on the other items for this picture.")
    rise = groups[-1]["score"] - groups[0]["score"]
    if rise < 0:
        return _("The line falls: the weakest do better than the strongest. Check the key.")
    if rise < 0.15:
        return _("The line is almost level: the item measures little. Sharpen the wrong options.")
    return _("The line rises from the weakest to the strongest, as it should.")


def about_options(found: Analysis) -> list[str]:
    """One sentence for each option that needs a hand; one for all of them where none does."""
    told = []
    for row in found.options:
        name = short(row)
        if reviewing.ATTRACTIVE in row.signs:
            told.append(
                _("“%(option)s” is chosen by the better people: it may be right too. Check it or make the stem clear.")
                % {"option": name}
            )
        if reviewing.DEAD in row.signs:
            told.append(
                _("“%(option)s” is chosen by hardly anybody: rewrite it so that it looks possible.") % {"option": name}
            )
    if not found.options:
        return [_("These answers are not counted one by one.")]
    return told or [_("Every option does its work.")]


def about_time(found: Analysis) -> str:
    row = found.statistic
    if row.seconds is None:
        return _("Too few known times: answers on paper, or sent all at once, carry none.")
    words = {"median": duration(row.seconds), "low": duration(row.seconds_low), "high": duration(row.seconds_high)}
    return _("Half of the people need less than %(median)s, the middle half %(low)s to %(high)s.") % words


def short(row: OptionRow) -> str:
    return row.text if len(row.text) <= 24 else row.text[:24] + "…"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{round(100 * share)}%"


def with_error(figure: Figure | None, *, share: bool = False) -> str:
    """62% ± 5 or 0.31 ± 0.09, the standard error after the sign."""
    if figure is None:
        return "–"
    if share:
        return f"{percent(figure.value)} ± {round(100 * (figure.se or 0))}"
    return f"{figure.value:.2f} ± {figure.se or 0:.2f}"


def duration(seconds: float | None) -> str:
    """42 seconds, 2 minutes 5 seconds."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    if whole < 60:
        return pgettext("duration", "%(s)d s") % {"s": whole}
    return pgettext("duration", "%(m)d min %(s)d s") % {"m": whole // 60, "s": whole % 60}


def _named(statistic: ItemStatistic, sign: str) -> str:
    texts = [marks.words(one["id"], statistic.version.body) for one in statistic.options if sign in one["signs"]]
    return _(", ").join(f"“{text[:20]}{'…' if len(text) > 20 else ''}”" for text in texts)
