from lms.people.models.batch import ImportBatch, RosterDraft
from lms.people.models.congress import Congress, Delegation, ElectoralDistrict, Station, Term
from lms.people.models.mandate import Mandate, MandateChange
from lms.people.models.person import Person, PersonNameHistory
from lms.people.models.role import ADMINISTRATORS, Role, RoleGrant
from lms.people.models.slip import SignInSlip
from lms.people.models.unit import OrganisingUnit

__all__ = [
    "ADMINISTRATORS",
    "Congress",
    "Delegation",
    "ElectoralDistrict",
    "ImportBatch",
    "Mandate",
    "MandateChange",
    "OrganisingUnit",
    "Person",
    "PersonNameHistory",
    "Role",
    "RoleGrant",
    "RosterDraft",
    "SignInSlip",
    "Station",
    "Term",
]
