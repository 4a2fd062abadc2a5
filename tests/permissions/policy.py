"""The policy: who may call which address, about the things of the own side.

One line per address: its name, what a person with the right gets for GET and for an empty POST, and one letter
per actor in the order of `ACTORS`. The own side of lead_c, staff_c and adviser_c is school C and its Träger,
that of everybody else is school A. A line with "@thing" asks the same address about another kind of thing.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.permissions.policy_around import AROUND_A_TABLE
from tests.permissions.policy_equipment import EQUIPMENT
from tests.permissions.policy_plans import PLANS
from tests.world import ACTORS

SIGN_IN = -302  # the redirect that means "who are you?", told apart from the one after a success
LETTERS = {
    "o": "may",
    "x": "403: sees it and may not",
    "-": "404: does not exist for them",
    "L": "sent to sign in",
}

#                                                       a  n  l  m  l  l  s  i  h  s  a  a  s  m  a
#                                                       n  o  e  e  e  e  t  t  e  t  d  d  u  o  d
#                                                       o  b  a  m  a  a  a     a  a  v  v  p  d  m
#                                                       n  o  d  b  d  d  f     d  f  i  i  e  e  i
#                                                       y  d  A  A  B  C  f        C  s  C  r  r  n
POLICY_TEXT = """
home                                           200 405  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
help                                           200 405  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
sitepage_list                                  200 405  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
sitepage_detail                                200 405  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
sitepage_update                                200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
sitepage_preview                               405 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
outbox_list                                    200 405  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
outbox_resend_all                              405 302  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
outbox_resend                                  405 302  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
outbox_discard                                 405 302  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
accounts:profile                               200 422  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
accounts:session_extend                        405 200  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
schools:invitation_list                        200 405  L  x  o  x  o  o  o  x  o  o  x  x  x  x  o
schools:invitation_create                      200 422  L  x  o  x  o  o  o  x  o  o  x  x  x  x  o
schools:invitation_revoke                      405 302  L  -  o  -  -  o  o  -  o  o  -  -  -  -  o
schools:invitation_accept                      404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
schools:user_list                              200 405  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
schools:user_deactivate                        405 302  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
schools:user_reactivate                        405 302  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
schools:membership_end                         405 302  L  -  o  -  -  o  o  -  o  o  -  -  -  -  o
schools:authority_member_list                  200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  o
schools:intervals_update                       200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
schools:member_list                            200 405  L  -  o  x  -  o  o  x  o  o  x  x  x  x  o
schools:office_handover                        200 422  L  -  x  x  -  x  o  x  o  o  x  x  x  x  o
schools:deputy_appoint                         200 422  L  -  o  x  -  o  o  x  o  o  x  x  x  x  o
schools:school_list                            200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
schools:register_import_create                 200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
schools:register_import_detail                 200 405  L  -  -  -  -  -  -  -  -  -  -  -  -  -  o
schools:register_import_commit                 405 302  L  -  -  -  -  -  -  -  -  -  -  -  -  -  o
schools:register_import_discard                405 302  L  -  -  -  -  -  -  -  -  -  -  -  -  -  o
schools:figures_import_create                  200 422  L  x  x  x  x  x  o  x  o  o  x  x  x  x  o
schools:figures_import_commit                  405 302  L  x  x  x  x  x  o  x  o  o  x  x  x  x  o
schools:school_detail                          200 405  L  -  o  o  -  o  o  o  o  o  o  o  o  o  o
schools:school_update                          200 422  L  -  x  x  -  x  o  x  o  o  x  x  x  x  o
schools:succession_create                      200 422  L  -  x  x  -  x  o  x  o  o  x  x  x  x  o
schools:succession_remove                      405 302  L  -  x  x  -  x  o  -  o  o  x  x  x  x  o
schools:figures_list                           200 405  L  -  o  o  -  o  o  x  o  o  x  x  x  x  x
schools:figures_create                         200 422  L  -  o  o  -  o  o  x  o  o  x  x  x  x  x
schools:figures_update                         200 422  L  -  o  o  -  o  o  -  o  o  -  -  -  -  -
schools:concept_detail                         200 405  L  -  o  o  -  o  o  x  o  o  o  o  o  o  x
schools:concept_consult                        405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:concept_discuss                        200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:concept_adopt                          200 422  L  -  o  x  -  o  x  x  x  x  x  x  x  x  x
schools:concept_submit                         405 302  L  -  o  x  -  o  x  x  x  x  x  x  x  x  x
schools:concept_revise                         405 302  L  -  o  x  -  o  x  x  x  x  x  x  x  x  x
schools:concept_file_upload                    200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:concept_confirm                        200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:concept_file_download                  200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:concept_file_show                      200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:concept_pages                          200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:concept_version_show                   200 405  L  -  o  o  -  o  o  -  o  o  o  o  o  o  -
schools:concept_split_create                   200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:concept_split_detail                   200 422  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
schools:concept_split_discard                  405 302  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
schools:concept_file_remove                    405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:concept_version_detail                 200 405  L  -  o  o  -  o  o  -  o  o  o  o  o  o  -
schools:concept_version_download               200 405  L  -  o  o  -  o  o  -  o  o  o  o  o  o  -
schools:section_update                         200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_autosave                       405 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_outdate                        405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_confirm                        405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:review_list                            200 405  L  x  x  x  x  x  x  x  x  x  o  o  x  x  x
schools:concept_show                           405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_feedback                       200 422  L  -  o  o  -  o  o  x  o  o  o  o  x  x  x
schools:section_show                           405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_hide                           405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_check                          405 302  L  -  x  x  -  x  x  x  x  x  o  o  x  x  x
schools:comment_settle                         405 302  L  -  o  o  -  o  x  -  x  x  o  o  -  -  -
schools:comment_reopen                         405 302  L  -  o  o  -  o  x  -  x  x  o  o  -  -  -
schools:section_history                        200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_text                           200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_restore                        405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_presence                       405 200  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:section_preview                        405 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:competence_list                        200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:competence_create                      200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:competence_update                      200 422  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
schools:competence_delete                      405 302  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
schools:competence_coverage                    200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:competence_export                      200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:competence_import_create               200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:competence_import_detail               200 405  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
schools:competence_import_commit               405 302  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
schools:competence_import_discard              405 302  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
schools:training_list                          200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:training_create                        200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:training_export                        200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
schools:training_update                        200 422  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
schools:training_delete                        405 302  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
needs:need_list_current                        200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
needs:need_list                                200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
needs:item_create_current                      200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
needs:item_create                              200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
needs:need_list_check                          200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
needs:need_list_send                           405 302  L  -  o  x  -  o  x  x  x  x  x  x  x  x  x
needs:need_list_withdraw                       405 302  L  -  o  x  -  o  x  x  x  x  x  x  x  x  x
needs:item_detail                              200 405  L  -  o  o  -  o  o  -  o  o  -  -  -  -  -
needs:item_update                              200 422  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
needs:item_delete                              405 302  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
needs:round_current                            200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
needs:round_detail                             200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
needs:round_update                             200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
needs:round_start                              405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
needs:round_export                             200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
needs:round_list                               200 405  L  -  x  x  -  x  o  x  o  o  x  x  x  x  x
needs:round_decide                             200 422  L  -  x  x  -  x  o  x  o  o  x  x  x  x  x
needs:proposal_accept                          405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
needs:proposal_reject                          200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
needs:item_price                               200 422  L  -  x  x  -  x  o  -  o  o  -  -  -  -  -
needs:item_operate                             405 302  L  -  o  o  -  o  x  -  x  x  -  -  -  -  -
needs:item_stock                               200 422  L  -  o  o  -  o  o  -  o  o  -  -  -  -  -
procurement:order_list                         200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
procurement:order_create                       200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
procurement:freeline_order                     200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:order_detail                       200 405  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:order_cancel                       200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:line_end                           200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:line_quantity                      200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:delivery_create                    200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:delivery_invoice                   200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:delivery_withdraw                  405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:invoice_upload                     200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:invoice_download                   200 405  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:programme_list                     200 405  L  x  x  x  x  x  o  x  o  o  x  x  x  x  o
procurement:programme_create                   200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
procurement:programme_update                   200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
procurement:category_create                    200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
procurement:category_update                    200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
procurement:grant_list                         200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
procurement:grant_create                       200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
procurement:grant_detail                       200 405  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:grant_update                       200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:grantcategory_create               200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:grantcategory_update               200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:grant_charge                       200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:call_create                        200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:allocation_remove                  405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:call_remove                        405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
procurement:school_orders                      200 405  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
procurement:delivery_confirm                   200 422  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
procurement:line_receive                       200 422  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
matrix:school_assessment                       200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
matrix:school_aspect                           200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
matrix:school_withdraw                         405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
matrix:school_table                            200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
matrix:school_check                            200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
matrix:school_update                           200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
matrix:school_release                          405 302  L  -  o  x  -  o  x  x  x  x  x  x  x  x  x
matrix:school_focus_set                        405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
matrix:school_focus_end                        405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
matrix:authority_assessment                    200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
matrix:authority_aspect                        200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
matrix:authority_withdraw                      405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
matrix:authority_table                         200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
matrix:authority_check                         200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
matrix:authority_update                        200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
matrix:authority_release                       405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
matrix:heatmap                                 200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
matrix:topic_list                              200 405  L  -  o  o  o  o  o  x  o  o  o  o  o  o  x
matrix:topic_detail                            200 405  L  -  o  o  o  o  o  x  o  o  o  o  o  o  x
matrix:joint_list                              200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
matrix:joint_create                            200 422  L  -  o  x  -  o  x  x  x  x  x  x  x  x  x
matrix:joint_detail                            200 405  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
matrix:joint_links                             405 422  L  -  o  x  -  o  -  -  -  -  -  -  -  -  -
matrix:joint_withdraw                          405 302  L  -  o  x  -  o  -  -  -  -  -  -  -  -  -
matrix:joint_close                             405 422  L  -  o  x  -  o  -  -  -  -  -  -  -  -  -
matrix:joint_agree                             200 422  L  -  o  x  -  o  -  -  -  -  -  -  -  -  -
matrix:sheet_start                             200 405  L  -  o  -  -  o  -  -  -  -  -  -  -  -  -
matrix:sheet_aspect                            200 422  L  -  o  -  -  o  -  -  -  -  -  -  -  -  -
matrix:sheet_hand_in                           200 302  L  -  o  -  -  o  -  -  -  -  -  -  -  -  -
matrix:guest_start                             404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
matrix:guest_aspect                            404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
matrix:guest_hand_in                           404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
matrix:evidence_download                       200 405  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
matrix:catalogue_list                          200 405  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
matrix:catalogue_upload                        200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
matrix:catalogue_example                       200 405  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
matrix:catalogue_mapping                       200 422  L  -  -  -  -  -  -  -  -  -  -  -  -  -  o
matrix:catalogue_commit                        405 302  L  -  -  -  -  -  -  -  -  -  -  -  -  -  o
matrix:catalogue_discard                       405 302  L  -  -  -  -  -  -  -  -  -  -  -  -  -  o
matrix:snapshot_list                           200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
matrix:snapshot_detail                         200 405  L  -  o  o  -  o  o  -  o  o  o  o  o  o  -
matrix:voice_list                              200 405  L  -  o  o  -  o  o  -  o  o  o  o  o  o  -
matrix:voice_form                              200 422  L  -  x  x  -  x  o  -  o  o  o  o  x  x  -
matrix:snapshot_name                           405 302  L  -  o  x  -  o  x  -  x  x  x  x  x  x  -
matrix:snapshot_compare                        200 405  L  -  o  o  -  o  o  -  o  o  o  o  o  o  -
roundtables:series_list                        200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
roundtables:series_create                      200 422  L  x  x  x  x  x  o  x  o  o  x  x  x  o  x
roundtables:series_detail                      200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
roundtables:series_update                      200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:member_create                      200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:member_update                      200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:member_remove                      405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:guideline_list                     200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
roundtables:guideline_replace                  200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:guideline_end                      200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:focus_end                          200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:place_list                         200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
roundtables:place_create                       200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:place_update                       200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:place_remove                       405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:experience_list                    200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
roundtables:experience_public                  200 405  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
roundtables:experience_create                  200 422  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
roundtables:experience_update                  200 422  L  -  o  o  x  o  x  -  x  x  -  x  x  x  -
roundtables:experience_withdraw                405 302  L  -  o  o  x  o  x  -  x  x  -  x  x  x  -
roundtables:meeting_create                     200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:meeting_detail                     200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
roundtables:meeting_update                     200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:meeting_start                      405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:meeting_close                      200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:meeting_cancel                     405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:meeting_ics                        200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
roundtables:meeting_topic                      405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:meeting_notes                      200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:meeting_autosave                   200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:attendance_all                     405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:guest_create                       200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:voice_create                       200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agendaitem_create                  200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agenda_fill                        200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agenda_save                        200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:preparation                        200 405  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:offer_take                         405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agenda_order                       405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:next_meeting_create                200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:result_create                      200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:minutes_detail                     200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
roundtables:minutes_seal                       405 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:correction_open                    405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:draft_reopen                       405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:amendment_create                   200 422  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
roundtables:amendment_answer                   200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:addendum_create                    200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:attendance_update                  405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agendaitem_update                  200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agendaitem_document                200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:document_download                  200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
roundtables:document_remove                    405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agendaitem_up                      405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agendaitem_down                    405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agendaitem_remove                  405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agendaitem_notes                   200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agendaitem_autosave                200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:result_update                      200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:result_withdraw                    405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:agreement_settle                   405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:proposal_list                      200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
roundtables:proposal_create                    200 422  L  -  o  o  -  o  x  x  x  x  o  o  x  x  x
roundtables:proposal_decline                   200 422  L  -  x  x  -  x  o  -  o  o  x  x  x  o  -
roundtables:proposal_take                      200 422  L  -  x  x  -  x  o  -  o  o  -  x  x  o  -
roundtables:suggestion_create                  200 422  L  -  o  x  -  o  x  x  x  x  x  x  x  x  x
roundtables:suggestion_decline                 200 422  L  -  x  x  -  x  o  -  o  o  x  x  x  o  -
roundtables:suggestion_take                    405 302  L  -  x  x  -  x  o  -  o  o  -  x  x  o  -
roundtables:difference_agenda                  405 302  L  -  x  x  -  x  o  -  o  o  x  x  x  o  -
roundtables:difference_take                    405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:milestone_list                     200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
roundtables:story                              200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
roundtables:register                           200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
roundtables:milestone_timeline                 200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
roundtables:milestone_detail                   200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
roundtables:milestone_links                    200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
roundtables:milestone_update                   200 422  L  -  o  o  x  o  o  -  o  o  -  x  x  o  -
reports:report_list                            200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
reports:adviser_page                           200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
reports:report_archive                         405 302  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
reports:several_request                        405 302  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
reports:report_detail                          200 405  L  -  o  o  -  o  o  -  o  o  o  o  o  o  -
reports:report_download                        200 405  L  -  o  o  -  o  o  -  o  o  o  o  o  o  -
reports:concept_report_request                 405 302  L  -  o  o  -  o  o  x  o  o  o  o  o  o  x
reports:needs_report_request                   405 302  L  -  o  o  -  o  o  x  o  o  x  x  x  x  x
reports:concept_word                           200 405  L  -  o  o  -  o  o  x  o  o  o  o  o  o  x
reports:concept_draft_word                     200 405  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
reports:concept_draft_request                  405 302  L  -  o  o  -  o  x  x  x  x  x  x  x  x  x
reports:school_report_request                  405 302  L  -  o  o  -  o  o  x  o  o  o  o  o  o  x
reports:authority_report_request               405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
reports:proof_request                          405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
reports:minutes_by_link                        404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
reports:duties_by_link                         404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
reports:minutes_send                           405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
reports:minutes_send_again                     405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
reports:minutes_request                        405 302  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
reports:guidelines_request                     405 302  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
reports:pack_request                           405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
reports:poster_request                         405 302  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
reports:story_request                          405 302  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
reports:report_detail @report_authority        200 405  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
reports:report_download @report_authority      200 405  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
reports:report_detail @report_proof            200 405  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
reports:report_download @report_proof          200 405  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
reports:report_detail @report_minutes          200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
reports:report_download @report_minutes        200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
reports:report_detail @report_duties           200 405  L  -  o  -  -  o  -  -  -  -  -  -  -  -  -
reports:report_download @report_duties         200 405  L  -  o  -  -  o  -  -  -  -  -  -  -  -  -
matrix:snapshot_detail @authority_snapshot     200 405  L  -  o  o  o  o  o  -  o  o  o  o  o  o  -
matrix:snapshot_compare @authority_snapshot    200 405  L  -  o  o  o  o  o  -  o  o  o  o  o  o  -
needs:item_detail @need_draft                  200 405  L  -  o  o  -  o  -  -  -  -  -  -  -  -  -
matrix:evidence_download @authority_rating     200 405  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
"""


@dataclass(frozen=True, slots=True)
class Line:
    """`thing` replaces what the key in the address usually names."""

    name: str
    thing: str
    get: int
    post: int
    letters: dict[str, str]

    def expected(self, actor: str, method: str) -> int:
        may = self.get if method == "get" else self.post
        return {"o": may, "x": 403, "-": 404, "L": SIGN_IN}[self.letters[actor]]


def read(text: str) -> list[Line]:
    found = []
    for row in text.strip().splitlines():
        name, *rest = row.split()
        thing = rest.pop(0)[1:] if rest[0].startswith("@") else ""
        get, post, *letters = rest
        found.append(Line(name, thing, int(get), int(post), dict(zip(ACTORS, letters, strict=True))))
    return found


POLICY = [line for text in (POLICY_TEXT, AROUND_A_TABLE, EQUIPMENT, PLANS) for line in read(text)]
