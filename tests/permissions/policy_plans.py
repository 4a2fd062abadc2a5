"""The policy of plans and money; how to read it stands in `tests.permissions.policy`."""

from __future__ import annotations

#                                                       a  n  l  m  l  l  s  i  h  s  a  a  s  m  a
#                                                       n  o  e  e  e  e  t  t  e  t  d  d  u  o  d
#                                                       o  b  a  m  a  a  a     a  a  v  v  p  d  m
#                                                       n  o  d  b  d  d  f     d  f  i  i  e  e  i
#                                                       y  d  A  A  B  C  f        C  s  C  r  r  n
PLANS = """
standards:version_list                         200 405  L  -  x  x  x  x  o  o  o  o  x  x  x  x  x
standards:version_detail                       200 405  L  -  x  x  x  x  o  o  o  o  x  x  x  x  x
standards:decision_update                      200 422  L  -  x  x  x  x  o  x  o  o  -  -  -  -  -
standards:draft_begin                          405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
standards:draft_discard                        405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
standards:version_adopt                        200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
standards:rule_create                          200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
standards:rule_update                          200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
standards:rule_delete                          405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
standards:exception_create                     200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
standards:exception_delete                     405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
standards:gap_list                             200 405  L  -  x  x  x  x  o  o  o  o  x  x  x  x  x
standards:gap_export                           200 405  L  -  x  x  x  x  o  o  o  o  x  x  x  x  x
standards:gap_school                           200 405  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
annualreviews:review_list_current              200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
annualreviews:review_list                      200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
annualreviews:review_current                   200 405  L  -  o  o  -  o  o  x  o  o  x  x  x  x  x
annualreviews:review_detail                    200 405  L  -  o  o  -  o  o  x  o  o  x  x  x  x  x
annualreviews:review_update                    200 422  L  -  o  o  -  o  o  x  o  o  x  x  x  x  x
annualreviews:review_close                     405 302  L  -  x  x  -  x  o  -  o  o  -  -  -  -  -
annualreviews:review_reopen                    200 422  L  -  x  x  -  x  o  -  o  o  -  -  -  -  -
annualreviews:point_create                     200 422  L  -  o  o  -  o  o  x  o  o  x  x  x  x  x
annualreviews:point_update                     200 422  L  -  o  o  -  o  o  -  o  o  -  -  -  -  -
annualreviews:point_delete                     405 302  L  -  o  o  -  o  o  -  o  o  -  -  -  -  -
annualreviews:point_settle                     200 422  L  -  o  o  -  o  o  -  o  o  -  -  -  -  -
planning:year_current                          200 405  L  -  o  o  o  o  o  x  o  o  x  x  x  x  x
planning:year_detail                           200 405  L  -  o  o  o  o  o  x  o  o  x  x  x  x  x
planning:phase_update                          200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:phase_reset                           405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:ranking_detail                        200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:ranking_weights                       200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:ranking_move                          405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:ranking_sort                          405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:ranking_lock                          200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:ranking_unlock                        200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:ranking_export                        200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:ranking_item                          200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:ranking_place                         200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:budget_current                        200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:budget_detail                         200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:budget_pick                           200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:budget_request                        200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:budget_withdraw                       405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:budget_decide                         200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:budget_export                         200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:line_create                           200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
planning:line_update                           200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
planning:line_delete                           405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
planning:line_approve                          200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
reports:review_report_request                  405 302  L  -  o  o  -  o  o  x  o  o  x  x  x  x  x
forecast:authority_wave                        200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
forecast:wave_export                           200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
forecast:school_wave                           200 405  L  -  o  o  -  o  o  x  o  o  x  x  x  x  x
forecast:follow_up                             200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
forecast:bindings                              200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
forecast:scenario_list                         200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
forecast:scenario_create                       200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
forecast:scenario_detail                       200 405  L  -  x  x  x  x  o  -  o  o  x  x  x  x  -
forecast:scenario_shown                        200 405  L  -  o  o  o  o  o  -  o  o  o  o  o  o  -
forecast:scenario_update                       200 422  L  -  x  x  x  x  o  -  o  o  x  x  x  x  -
forecast:scenario_copy                         405 302  L  -  x  x  x  x  o  -  o  o  x  x  x  x  -
forecast:scenario_share                        405 302  L  -  x  x  x  x  o  -  o  o  x  x  x  x  -
forecast:scenario_unshare                      405 302  L  -  x  x  x  x  o  -  o  o  x  x  x  x  -
forecast:scenario_delete                       405 302  L  -  x  x  x  x  o  -  o  o  x  x  x  x  -
"""
