"""Former colleagues: an account without a role reads nothing, whatever lists still carry its name."""

from __future__ import annotations

from roundtables import services
from schools.models import Membership
from schools.services.people import end_membership
from tests.roundtables.conftest import Table, page


def test_named_member_reads_table_only_while_in_office(table: Table):
    guest = table.user("lead_c")
    services.add_member(
        table.series,
        name="Lena",
        body="Beispielhausen",
        function="guest",
        email=guest.email,
        actor=table.user(),
    )
    addresses = [
        page("series_detail", table.series.pk),
        page("meeting_detail", table.meeting.pk),
        page("minutes_detail", table.meeting.pk),
        page("meeting_ics", table.meeting.pk),
    ]
    client = table.world.client_for("lead_c")
    assert [client.get(address).status_code for address in addresses] == [200] * 4

    end_membership(Membership.unscoped.get(user=guest), actor=table.user("admin"))

    assert [client.get(address).status_code for address in addresses] == [404] * 4
