"""Every named address of the portal and the keys that fill it, for the things of one school."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.permissions.marks import Things

NOWHERE_PK = 999_999_999
NOWHERE_UUID = UUID("00000000-0000-4000-8000-000000000000")

# Addresses whose rights are not a matter of school and role, each with its reason.
WITHOUT_POLICY = {
    "healthz": "says OK or failed to everybody, tests/infra",
    "healthz_queue": "says OK or failed to everybody, tests/infra",
    **dict.fromkeys(
        (
            "account_login",
            "account_logout",
            "account_inactive",
            "account_reauthenticate",
            "account_change_password",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key_done",
            "account_reset_password_from_key",
            "mfa_index",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "usersessions_list",
        ),
        "allauth: one's own account and nothing else, tests/accounts",
    ),
}

# What `pk` (or `key`, or `number`) of an address names, as a key of Things.
NAMES = {
    "outbox_resend": "failed_mail",
    "outbox_discard": "failed_mail",
    "schools:invitation_revoke": "invitation",
    "schools:user_deactivate": "user",
    "schools:user_reactivate": "user",
    "schools:membership_end": "membership",
    "schools:succession_remove": "succession",
    "schools:comment_settle": "comment",
    "schools:comment_reopen": "comment",
    "schools:register_import_detail": "register_import",
    "schools:register_import_commit": "register_import",
    "schools:register_import_discard": "register_import",
    "schools:figures_update": "figures",
    "schools:competence_update": "competence",
    "schools:competence_delete": "competence",
    "schools:training_update": "training",
    "schools:training_delete": "training",
    "schools:competence_import_detail": "competence_import",
    "schools:competence_import_commit": "competence_import",
    "schools:competence_import_discard": "competence_import",
    "schools:concept_split_detail": "concept_split",
    "schools:concept_split_discard": "concept_split",
    "equipment:type_update": "type",
    "equipment:fundingsource_update": "fund",
    "equipment:inventory_import_detail": "inventory_import",
    "equipment:inventory_import_commit": "inventory_import",
    "equipment:inventory_import_discard": "inventory_import",
    "equipment:inventory_import_undo": "inventory_import",
    "equipment:inventory_import_columns": "mapped_import",
    "equipment:inventory_import_words": "mapped_import",
    "equipment:inventory_import_keep": "mapped_import",
    "equipment:profile_delete": "import_profile",
    "equipment:bulk_columns": "mapped_bulk",
    "equipment:bulk_words": "mapped_bulk",
    "equipment:bulk_keep": "mapped_bulk",
    "equipment:bulk_profile_delete": "bulk_profile",
    "equipment:price_update": "price",
    "equipment:price_delete": "price",
    "equipment:bulk_detail": "bulk_import",
    "equipment:bulk_commit": "bulk_import",
    "equipment:bulk_discard": "bulk_import",
    "equipment:bulk_undo": "bulk_import",
    "equipment:stock_update": "stock",
    "equipment:stock_retire": "stock",
    "equipment:stock_split": "stock",
    "equipment:line_trail": "stock",
    "standards:rule_update": "standard_rule",
    "standards:rule_delete": "standard_rule",
    "standards:exception_delete": "standard_exception",
    "equipment:room_count": "room_count",
    "equipment:network_line_update": "network_line",
    "equipment:network_line_remove": "network_line",
    "equipment:room_network_update": "room_network",
    "equipment:room_network_remove": "room_network",
    "annualreviews:point_update": "review_point",
    "annualreviews:point_delete": "review_point",
    "annualreviews:point_settle": "review_point",
    "needs:item_detail": "need",
    "needs:item_stock": "need",
    "needs:item_price": "need",
    "needs:item_operate": "need",
    "needs:item_update": "need_draft",
    "needs:item_delete": "need_draft",
    "procurement:order_detail": "order",
    "procurement:order_cancel": "order",
    "procurement:line_end": "order_line",
    "procurement:line_quantity": "order_line",
    "procurement:line_receive": "order_line",
    "procurement:delivery_create": "order_line",
    "procurement:delivery_invoice": "delivery",
    "procurement:delivery_withdraw": "delivery",
    "procurement:delivery_confirm": "delivery",
    "procurement:invoice_upload": "invoice",
    "procurement:invoice_download": "invoice",
    "planning:ranking_item": "need",
    "planning:ranking_place": "need",
    "procurement:programme_update": "programme",
    "procurement:category_create": "programme",
    "procurement:category_update": "programme_category",
    "procurement:grant_detail": "grant",
    "procurement:grant_update": "grant",
    "procurement:grantcategory_create": "grant",
    "procurement:grantcategory_update": "grant_category",
    "procurement:grant_charge": "grant",
    "procurement:allocation_remove": "allocation",
    "procurement:call_create": "grant",
    "procurement:call_remove": "fund_call",
    "procurement:freeline_order": "budget_line",
    "planning:line_update": "budget_line",
    "planning:line_delete": "budget_line",
    "planning:line_approve": "budget_line",
    "matrix:evidence_download": "rating",
    "matrix:joint_detail": "joint",
    "matrix:joint_links": "joint",
    "matrix:joint_close": "joint",
    "matrix:joint_withdraw": "joint",
    "matrix:joint_agree": "joint_closed",
    "matrix:sheet_start": "sheet",
    "matrix:sheet_aspect": "sheet",
    "matrix:sheet_hand_in": "sheet",
    "matrix:catalogue_mapping": "catalogue_upload",
    "matrix:catalogue_commit": "catalogue_upload",
    "matrix:catalogue_discard": "catalogue_upload",
    "matrix:voice_list": "snapshot",
    "matrix:voice_form": "snapshot",
    "matrix:snapshot_detail": "snapshot",
    "matrix:snapshot_compare": "snapshot",
    "matrix:snapshot_name": "snapshot",
    "roundtables:member_remove": "member",
    "roundtables:member_update": "member",
    "roundtables:experience_update": "experience",
    "roundtables:experience_withdraw": "experience",
    "roundtables:guideline_replace": "result_leitlinie",
    "roundtables:guideline_end": "result_leitlinie",
    "roundtables:focus_end": "result_themenschwerpunkt",
    "roundtables:attendance_update": "participant",
    "roundtables:agreement_settle": "result_vereinbarung",
    "roundtables:milestone_update": "result_meilenstein",
    "roundtables:milestone_detail": "result_meilenstein",
    "roundtables:milestone_links": "result_meilenstein",
    "roundtables:proposal_decline": "milestone_proposal",
    "roundtables:difference_agenda": "snapshot",
    "roundtables:suggestion_decline": "suggestion",
    "roundtables:document_download": "document",
    "roundtables:document_remove": "document",
    "roundtables:minutes_seal": "meeting",
    "roundtables:addendum_create": "sealed",
    "roundtables:amendment_answer": "amendment",
    "reports:report_detail": "report_school",
    "reports:report_download": "report_school",
    "reports:school_report_request": "school_number",
    "reports:concept_report_request": "school_number",
    "reports:needs_report_request": "school_number",
    "reports:review_report_request": "school_number",
    "reports:rooms_request": "school_number",
    "reports:concept_draft_request": "school_number",
    "reports:concept_word": "school_number",
    "reports:concept_draft_word": "school_number",
    "reports:authority_report_request": "number",
    "reports:minutes_request": "sealed",
    "reports:minutes_send": "sealed",
    "reports:minutes_send_again": "sealed",
    "reports:proof_request": "grant",
    "reports:guidelines_request": "series",
    "reports:pack_request": "meeting",
    "reports:poster_request": "series",
    "reports:story_request": "series",
}
BY_WORD = (
    ("forecast:scenario", "scenario"),
    ("frame:city", "municipality"),
    ("frame:field_create", "municipality"),
    ("frame:project_create", "municipality"),
    ("frame:field", "action_field"),
    ("frame:project", "city_project"),
    ("roundtables:agendaitem_create", "meeting"),
    ("roundtables:agendaitem", "item"),
    ("roundtables:result_create", "meeting"),
    ("roundtables:result", "result_meilenstein"),
    ("roundtables:series", "series"),
    ("roundtables:place", "series"),
    ("roundtables:guideline_list", "series"),
    ("roundtables:member_create", "series"),
    ("roundtables:meeting_create", "series"),
    ("screens:notes", "item"),
    ("screens:question_list", "meeting"),
    ("screens:question_create", "meeting"),
    ("screens:question_", "question"),
    ("screens:attendance", "participant"),
    ("screens:unpark", "parked"),
    ("screens:", "meeting"),
    ("invitations:own_invitation", "own_invitation"),
    ("invitations:own_vote", "own_vote"),
    ("invitations:succession", "member"),
    ("invitations:poll_create", "series"),
    ("invitations:poll_take", "poll_date"),
    ("invitations:poll_", "poll"),
    ("invitations:", "meeting"),
    ("roundtables:", "meeting"),
)
FIXED = {
    "link": 1,
    "kind": "meilenstein",
    "slug": "impressum",
    "token": "gibt-es-nicht",
    "proposal": "luecke-SRV",
    "phase": 6,
}

# Addresses about two things: the second one is named as in the address given here.
SECOND_KEYS = {
    ("frame:field_release", "row"): "roundtables:milestone_detail",
    ("roundtables:proposal_take", "proposal"): "roundtables:proposal_decline",  # not that of a need, a word
    ("screens:proposal", "proposal"): "roundtables:proposal_decline",
    ("roundtables:difference_take", "release"): "matrix:voice_list",
    ("roundtables:suggestion_take", "suggestion"): "roundtables:suggestion_decline",
}


def routes(
    patterns: list[Any] | None = None, namespace: str = "", names: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(name with namespace, names of its arguments) of every address."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = (*names, *pattern.pattern.converters, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", tuple(dict.fromkeys(here))


ROUTES = dict(routes())
POLICED = {name: arguments for name, arguments in ROUTES.items() if name not in WITHOUT_POLICY}


def app_of(name: str) -> str:
    """The app of an address; `portal` for those without a namespace."""
    space, colon, _name = name.partition(":")
    return space if colon else "portal"


def meaning(name: str) -> str:
    """What the key in this address names."""
    return NAMES.get(name) or next((found for word, found in BY_WORD if name.startswith(word)), "")


def arguments_of(name: str, things: Things) -> dict[str, Any] | None:
    """The arguments that lead to these things; None where the school has no such thing."""
    found = {argument: _value(name, argument, things) for argument in ROUTES[name]}
    return None if None in found.values() else found


def _value(name: str, argument: str, things: Things) -> Any:
    if (name, argument) in SECOND_KEYS:
        name, argument = SECOND_KEYS[name, argument], "pk"
    if argument in {"pk", "key"}:
        return things.values.get(meaning(name))
    if argument == "code":
        return {"matrix:topic_detail": "G1", "matrix:authority_aspect": "T1.1"}.get(name, "S1.1")
    if argument == "number" and "concept_version" in name:
        return things.values.get("version")
    if argument == "number" and "section" in name:
        return 1
    if argument == "kind" and (name.endswith("_export") or name.startswith("screens:")):
        return {"screens:question_create": "punkte", "screens:result": "meilenstein"}.get(name, "csv")
    sent = argument == "year" and name.startswith(
        ("needs:round", "planning:ranking")
    )  # the year of the draft is a later one
    return FIXED.get(argument) or things.values.get("sent_year" if sent else argument)


def address(name: str, things: Things) -> str | None:
    arguments = arguments_of(name, things)
    return None if arguments is None else reverse(name, kwargs=arguments)


def address_of_nothing(name: str, things: Things) -> str:
    """The same address for something that never existed."""
    arguments = arguments_of(name, things) or {}
    for argument in ("pk", "key", "school_number", "number"):
        if argument in arguments and not (argument == "number" and "school_number" in arguments):
            arguments[argument] = _nothing(arguments[argument])
            break
    return reverse(name, kwargs=arguments)


def _nothing(value: Any) -> Any:
    if isinstance(value, UUID):
        return NOWHERE_UUID
    return NOWHERE_PK if isinstance(value, int) else "199999"
