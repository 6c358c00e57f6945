"""Who should look at a thing again: whoever wrote it last; the committee where nobody did, or that person may not."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils import timezone

from lms.people.models import Person, Role, RoleGrant
from quizzes.bank.models import Item, ItemDraft, ItemVersion, Recheck


def keepers_of(items: Sequence[Item]) -> dict[int, Person]:
    """Item -> who wrote its draft, or published it when the draft came from a file. Two queries."""
    versions = ItemVersion.objects.filter(pk__in=[item.live_version_id for item in items], by__isnull=False)
    found = {version.item_id: version.by for version in versions.select_related("by") if version.by}
    drafts = ItemDraft.objects.filter(item__in=items, by__isnull=False).select_related("by")
    return found | {draft.item_id: draft.by for draft in drafts if draft.by}


def shares(rows: Iterable[Recheck]) -> dict[Person, int]:
    """How much each person has to look at; what has no keeper in office is the committee's."""
    counted = Counter(row.keeper for row in rows)
    if not counted:
        return {}
    grants = RoleGrant.objects.in_force(timezone.localdate()).filter(person__is_active=True).select_related("person")
    office = {grant.person for grant in grants.filter(role__in=[Role.TRAINER, Role.COMMITTEE])}
    kept = Counter({person: count for person, count in counted.items() if person is not None and person in office})
    if left := sum(counted.values()) - sum(kept.values()):
        for grant in grants.filter(role=Role.COMMITTEE):
            kept[grant.person] += left
    return dict(kept)
