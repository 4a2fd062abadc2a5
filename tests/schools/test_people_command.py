"""`invite_user` prints the link and nothing else, or says what is wrong."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from schools.access import Role, access_for
from schools.models import Invitation
from schools.services import people


def invite(*args: str) -> str:
    out = StringIO()
    call_command("invite_user", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("options", "place"),
    [
        (["--role", "school_lead", "--school", "990012"], "Grundschule Am Anger"),
        (["--role", "authority_staff", "--authority", "99001"], "Stadt Musterstadt"),
        (["--role", "media_adviser", "--municipality", "05999004"], "05999004"),
        (["--role", "media_adviser", "--school", "990012"], "Grundschule Am Anger"),
        (["--role", "supervision", "--municipality", "05999", "--school-types", "02, 08"], "05999"),
        (["--role", "moderator", "--municipality", "05999004"], "05999004"),
        (["--role", "admin"], ""),
    ],
)
def test_prints_only_a_working_link(world, settings, options, place):
    settings.BASE_URL = "https://portal.example"
    printed = invite("neu@example.org", "--name", "Nele Neu", *options)
    assert printed.count("\n") == 1
    assert printed.startswith("https://portal.example/schulen/einladung/")
    assert Invitation.unscoped.get().place == place
    token = printed.strip().rstrip("/").rpartition("/")[2]
    member = people.accept(token, name="Nele Neu", password="Kastanien fallen im Oktober")
    assert access_for(member).roles == {Role(options[1])}


def test_school_types_narrow_the_supervision(world):
    invite("neu@example.org", "--role", "supervision", "--municipality", "05999", "--school-types", "02,08")
    assert Invitation.unscoped.get().school_types == ["02", "08"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--role", "school_lead"], "gehört zu einer Schule"),
        (["--role", "school_lead", "--authority", "99001"], "gehört zu einer Schule"),
        (["--role", "authority_it", "--school", "990012"], "gehört zu einem Schulträger"),
        (["--role", "supervision", "--school", "990012"], "gehört zu einem Gebiet"),
        (["--role", "media_adviser", "--authority", "99001"], "Schule oder einem Gebiet"),
        (["--role", "admin", "--school", "990012"], "ohne Ort"),
        (["--role", "school_lead", "--school", "100000"], "no school with the number 100000"),
        (["--role", "authority_it", "--authority", "1"], "no Träger with the number 1"),
        (["--role", "moderator", "--municipality", "0599"], "8 Ziffern"),
        (["--role", "moderator", "--municipality", "12345678"], "keine Gemeinde mit dem Schlüssel 12345678"),
        (
            ["--role", "supervision", "--municipality", "05999", "--school-types", "99"],
            "unknown school types 99",
        ),
        (["--role", "moderator", "--municipality", "05999", "--school-types", "02"], "Nur die Schulaufsicht"),
        (["--role", "king"], "invalid choice"),
        (["--role", "school_lead", "--school", "990012", "--authority", "99001"], "not allowed with"),
    ],
)
def test_wrong_combinations_say_why(world, options, message):
    with pytest.raises(CommandError, match=message):
        invite("neu@example.org", *options)
    assert Invitation.unscoped.count() == 0


def test_bad_address_says_why(world):
    with pytest.raises(CommandError, match="genau eine"):
        invite("a@b.de, c@d.de", "--role", "admin")
