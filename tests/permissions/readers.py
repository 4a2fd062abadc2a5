"""Who may read which marker: the rules of the house (docs: who sees what), written down once more as data."""

from __future__ import annotations

import re

from tests.world import ACTORS

MARKER = re.compile(r"MK-(A|B|C|SA|SC|TA|TC|P)-([a-z]+)-([a-z0-9_.]+)", re.IGNORECASE)

SCHOOL_A, SCHOOL_B = {"lead_a", "member_a"}, {"lead_b"}
TRAEGER = {"staff", "head"}
EQUIPS = TRAEGER | {"it"}  # the IT sees equipment, and the names of the schools it stands in
DECIDE_ON_PEOPLE = {"staff", "head", "admin"}
AREA = {"supervision", "moderator"}  # of Musterstadt
READ_A = SCHOOL_A | TRAEGER | AREA | {"adviser"}  # the released picture of A
TABLE_A = SCHOOL_A | SCHOOL_B | TRAEGER | AREA
READ_C = {"lead_c", "staff_c", "adviser_c"}

READERS: dict[str, set[str]] = {
    # drafts: the school alone
    "A-draft": SCHOOL_A,
    "A-draftevidence": SCHOOL_A,
    "A-releasedevidence": SCHOOL_A,  # stays behind as history; a release carries reasons, no evidence
    "B-draft": SCHOOL_B,
    "B-draftevidence": SCHOOL_B,
    "C-draft": {"lead_c"},
    "C-draftevidence": {"lead_c"},
    "C-releasedevidence": {"lead_c"},
    "SA-draft": TRAEGER,
    "SA-draftevidence": TRAEGER,
    "SA-releasedevidence": TRAEGER,
    "SC-draft": {"staff_c"},
    "SC-draftevidence": {"staff_c"},
    "SC-releasedevidence": {"staff_c"},
    # rating together: the round and its spread for the school, an open sheet for its writer, open ones for nobody
    "A-joint": SCHOOL_A,
    "B-joint": SCHOOL_B,
    "C-joint": {"lead_c"},
    "A-spread": SCHOOL_A,
    "B-spread": SCHOOL_B,
    "C-spread": {"lead_c"},
    "A-sheet": {"lead_a"},
    "B-sheet": {"lead_b"},
    "C-sheet": {"lead_c"},
    "A-alone": set(),
    "B-alone": set(),
    "C-alone": set(),
    # sections of a draft that the school showed, and what was said about them
    "A-shown": SCHOOL_A | {"adviser"},
    "B-shown": SCHOOL_B,
    "C-shown": {"lead_c", "adviser_c"},
    "A-shared": SCHOOL_A | {"adviser"} | TRAEGER,
    "B-shared": SCHOOL_B | TRAEGER,
    "C-shared": READ_C,
    # other views: the one spoken of and the speaker's side
    "A-advice": SCHOOL_A | {"adviser"},
    "C-advice": {"lead_c", "adviser_c"},
    "A-tablevoice": READ_A,
    "C-tablevoice": READ_C,
    "A-peer": SCHOOL_A | TRAEGER,
    "C-peer": {"lead_c", "staff_c"},
    "SA-peer": SCHOOL_A | TRAEGER,
    "SC-peer": {"lead_c", "staff_c"},
    # facts: the school and its Träger
    # how many pupils: A and C released their figures, and devices are set against them
    "A-pupils": READ_A | EQUIPS,
    "B-pupils": SCHOOL_B | EQUIPS,
    "C-pupils": READ_C,
    "A-stock": SCHOOL_A | EQUIPS,
    "B-stock": SCHOOL_B | EQUIPS,
    "C-stock": {"lead_c", "staff_c"},
    "A-fact": SCHOOL_A | TRAEGER,
    "C-fact": {"lead_c", "staff_c"},
    "SA-fact": TRAEGER,  # the Träger's own report
    "SC-fact": {"staff_c"},
    # lists of stock for all schools
    "SA-list": EQUIPS,
    "SC-list": {"staff_c"},
    # how lists are read, kept by an office for all its schools
    "SA-kept": EQUIPS | SCHOOL_A | SCHOOL_B,
    "SC-kept": {"lead_c", "staff_c"},
    # money of the Träger: its offices, not its IT
    "SA-money": {"staff", "head"},
    "SC-money": {"staff_c"},
    # released and adopted: whoever reads the school
    "A-released": READ_A,
    "C-released": READ_C,
    "A-adopted": READ_A,
    "C-adopted": READ_C,
    "SA-released": READ_A | SCHOOL_B,
    "SC-released": READ_C,
    # proposed milestones: whoever reads the school
    "A-proposal": READ_A,
    "B-proposal": SCHOOL_B | TRAEGER | AREA,
    "C-proposal": READ_C,
    # the yearly talk: the school and the offices of its Träger
    "A-review": SCHOOL_A | {"staff", "head"},
    "B-review": SCHOOL_B | {"staff", "head"},
    "C-review": {"lead_c", "staff_c"},
    # a Träger's own words in its planning year: its offices and its schools
    "SA-year": SCHOOL_A | SCHOOL_B | {"staff", "head"},
    "SC-year": {"lead_c", "staff_c"},
    # what its offices alone write down and decide
    "SA-office": {"staff", "head"},
    "SC-office": {"staff_c"},
    # a scenario that a Träger shows: who sits at a table with it, not its IT
    "SA-scenario": TABLE_A - {"it"} | {"adviser"},
    "SC-scenario": READ_C,
    # a decided standard: whom it binds; its draft: the Träger
    "SA-standard": SCHOOL_A | SCHOOL_B | EQUIPS,
    "SC-standard": {"lead_c", "staff_c"},
    "SA-standarddraft": TRAEGER,
    "SC-standarddraft": {"staff_c"},
    # the register and names
    "A-register": READ_A | EQUIPS | {"admin"},
    "B-register": SCHOOL_B | EQUIPS | AREA | {"admin"},
    "C-register": READ_C | {"admin"},
    "A-name": TABLE_A | EQUIPS | {"adviser", "admin"},
    "B-name": TABLE_A | EQUIPS | {"admin"},
    "C-name": READ_C | {"admin"},
    "SA-name": TABLE_A | EQUIPS | {"adviser", "admin"},
    "SC-name": READ_C | {"admin"},
    # people; where nobody else is known, the own name is left out (`kinds_in`)
    "A-person": READ_A | {"admin"},
    "B-person": TRAEGER | {"admin"},  # signs the comments that it shares with its Träger
    "C-person": READ_C - {"lead_c"} | {"admin"},
    "SA-person": TABLE_A | {"adviser", "admin"},
    "SC-person": READ_C - {"staff_c"} | {"admin"},
    "A-member": {"lead_a"} | DECIDE_ON_PEOPLE,
    "B-member": {"lead_b"} | DECIDE_ON_PEOPLE,
    "C-member": {"lead_c", "staff_c", "admin"},
    "A-email": {"lead_a"} | DECIDE_ON_PEOPLE,
    "B-email": {"lead_b"} | DECIDE_ON_PEOPLE,
    "C-email": {"lead_c", "staff_c", "admin"},
    "SA-email": DECIDE_ON_PEOPLE,
    "SC-email": {"admin"},
    "A-invitation": {"lead_a"} | DECIDE_ON_PEOPLE,
    "B-invitation": {"lead_b"} | DECIDE_ON_PEOPLE,
    "C-invitation": {"lead_c", "staff_c", "admin"},
    # the tables
    "TA-table": TABLE_A,
    "TC-table": READ_C,
    # what minutes give one person to do: that person, and not whoever runs the table
    "TA-tasks": {"lead_a"},
    "TC-tasks": {"lead_c"},
    "TA-seat": set(),  # addresses of members: written to, shown to nobody
    "TC-seat": set(),
    # answers to an invitation, with the deputy's name and address: who runs the table
    "TA-answer": {"staff", "head", "moderator"},
    "TC-answer": {"staff_c"},
    "P-admin": {"admin"},
}
NUMBERS = {
    "61237": "A-pupils",
    "71237": "B-pupils",
    "81237": "C-pupils",
    "41237": "A-draft",
    "42237": "B-draft",
    "43237": "C-draft",  # devices that a list asks for, not sent
}
KEY = re.compile(  # of a choice, of a row that a form is about, or the seconds of a session: any number some day
    r'<option[^>]*>|<input(?=[^>]*type="(?:checkbox|radio|hidden)")[^>]*>|data-(?:left|final)="\d+"'
)
NUMBER = re.compile(  # as a word
    rf"(?<!\w)(?:{'|'.join(rf'{number[:2]}[.]?{number[2:]}' for number in NUMBERS)})(?!\w)"
)


def allowed(actor: str) -> set[str]:
    return {kind for kind, readers in READERS.items() if actor in readers}


def kinds_in(text: str, actor: str) -> set[str]:
    """Kinds of the markers in a text, without the reader's own name and address."""
    own = actor.replace("_", ".")
    found = {
        f"{owner.upper()}-{kind.lower()}"
        for owner, kind, name in MARKER.findall(text)
        if name.lower().replace("_", ".").rstrip(".") not in {own, f"{own}.org"}
    }
    return found | {NUMBERS[number.replace(".", "")] for number in NUMBER.findall(KEY.sub("", text))}


assert set().union(*READERS.values()) <= set(ACTORS)
