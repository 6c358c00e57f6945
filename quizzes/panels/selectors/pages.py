"""What a panellist's pages show, and nothing that they must not see yet."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quizzes.bank.models import ItemBank, ItemKey
from quizzes.bank.selectors.previews import Preview, preview_of
from quizzes.panels import judging
from quizzes.panels.models import PanelItem, Panellist, Rating


@dataclass(frozen=True)
class Line:
    """One item in the panellist's list; `share` is their own judgement of the round under way, None without one."""

    item: PanelItem
    share: int | None


@dataclass(frozen=True)
class Feedback:
    """What the first round brought for one competence: the panel's threshold and the panellists', in logits, without
    names, and the panellist's own."""

    competence: Any
    theta: float | None
    cuts: tuple[float, ...]
    own: float | None


@dataclass(frozen=True)
class Sheet:
    """One item to be judged. `key_shown` says whether `preview` holds the right answer. `panel` is how the panel judged
    it in the first round, `own` the panellist's judgement there; None in the first round."""

    item: PanelItem
    preview: Preview
    key_shown: bool
    level_text: str
    share: int | None
    own: int | None
    panel: judging.Spread | None
    known: str
    before: int | None
    after: int | None


def lines(panellist: Panellist) -> list[Line]:
    """Two queries."""
    round = panellist.panel.round
    own = dict(panellist.ratings.filter(round=round).values_list("item", "share"))
    items = panellist.panel.items.select_related("competence", "version__item")
    return [Line(item, own.get(item.pk)) for item in items]


def feedback(panellist: Panellist) -> list[Feedback]:
    """Of the first round, once it is closed."""
    found = []
    for one in judging.judged(panellist.panel, 1):
        places = [row.pk for row in one.panellists]
        own = None
        if one.threshold is not None and panellist.pk in places:
            own = float(one.threshold.each[places.index(panellist.pk)])
        theta = None if one.threshold is None else one.threshold.theta
        found.append(Feedback(one.competence, theta, one.cuts, own if own == own else None))
    return found


def sheet(panellist: Panellist, item: PanelItem) -> Sheet:
    """The item as a learner sees it, for somebody who has signed; with its right answer for whoever may read keys of
    its bank anyway, since a seat on a panel opens no bank."""
    panel = panellist.panel
    own = {row.round: row.share for row in Rating.objects.filter(panellist=panellist, item=item)}
    bank = item.version.item.bank_id
    opened = ItemBank.objects.open_to(panellist.person).filter(pk=bank).exists()
    key = ItemKey.objects.filter(version=item.version).latest("number") if opened else None
    numbers = list(panel.items.values_list("position", flat=True))
    place = numbers.index(item.position)
    second = panel.round == 2
    return Sheet(
        item=item,
        preview=preview_of(item.version.item, (item.version.body, key.key if key else {}, key.feedback if key else {})),
        key_shown=opened,
        level_text=next((row.text for row in item.competence.levels.all() if row.level == 2), ""),
        share=own.get(panel.round, own.get(1) if second else None),
        own=own.get(1) if second else None,
        panel=judging.spreads(panel, 1).get(item.pk) if second else None,
        known=_known(item) if second else "",
        before=numbers[place - 1] if place else None,
        after=numbers[place + 1] if place + 1 < len(numbers) else None,
    )


def _known(item: PanelItem) -> str:
    if item.facility is None:
        return _("How hard it is, is not known from answers yet.")
    return _("So far %(share)d of 100 deputies who answered it were right.") % {"share": round(100 * item.facility)}
