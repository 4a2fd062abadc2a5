"""The policy of what surrounds a table: screens, mails, the strategic frame; see `tests.permissions.policy`."""

from __future__ import annotations

#                                                       a  n  l  m  l  l  s  i  h  s  a  a  s  m  a
#                                                       n  o  e  e  e  e  t  t  e  t  d  d  u  o  d
#                                                       o  b  a  m  a  a  a     a  a  v  v  p  d  m
#                                                       n  o  d  b  d  d  f     d  f  i  i  e  e  i
#                                                       y  d  A  A  B  C  f        C  s  C  r  r  n
AROUND_A_TABLE = """
frame:city_detail                              200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
frame:city_update                              200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
frame:field_create                             200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
frame:project_create                           200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
frame:field_detail                             200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
frame:field_update                             200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
frame:field_remove                             405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
frame:field_assign                             200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
frame:field_release                            405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
frame:project_detail                           200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
frame:project_update                           200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
frame:project_remove                           405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:wall                                   200 405  L  -  o  o  o  o  o  -  o  o  -  o  o  o  -
screens:question_list                          200 405  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:question_create                        200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:question_open                          405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:question_close                         405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:question_remove                        405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:entrance_open                          405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:entrance_close                         405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:entrance                               200 422  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
screens:phone                                  404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
screens:phone_revision                         404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
screens:revision                               404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
screens:desk                                   200 405  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:item                                   405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:show                                   405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:dark                                   405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:topic                                  405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:result                                 200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:proposal                               200 422  L  -  x  x  -  x  o  -  o  o  -  x  x  o  -
screens:notes                                  200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:attendance                             405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:guest                                  200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:functions                              200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:park                                   200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:unpark                                 405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:sentence                               200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
screens:sentence_autosave                      200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
invitations:send                               200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
invitations:succession                         200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
invitations:answer                             404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
invitations:own_invitation                     200 422  L  -  o  -  -  o  -  -  -  -  -  -  -  -  -
invitations:own_vote                           200 422  L  -  o  -  -  o  -  -  -  -  -  -  -  -  -
invitations:links_withdraw                     405 302  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
invitations:poll_create                        200 422  L  -  x  x  x  x  o  -  o  o  -  x  x  o  -
invitations:poll_detail                        200 405  L  -  -  -  -  -  o  -  o  o  -  -  -  o  -
invitations:poll_end                           405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  o  -
invitations:poll_take                          405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  o  -
invitations:poll_answer                        404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
invitations:feed                               200 405  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
invitations:feed_on                            405 200  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
invitations:feed_prolong                       405 302  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
invitations:feed_off                           405 302  L  o  o  o  o  o  o  o  o  o  o  o  o  o  o
invitations:calendar                           404 404  o  o  o  o  o  o  o  o  o  o  o  o  o  o  o
"""
