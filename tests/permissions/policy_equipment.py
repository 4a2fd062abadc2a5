"""The policy of equipment; how to read it stands in `tests.permissions.policy`."""

from __future__ import annotations

#                                                       a  n  l  m  l  l  s  i  h  s  a  a  s  m  a
#                                                       n  o  e  e  e  e  t  t  e  t  d  d  u  o  d
#                                                       o  b  a  m  a  a  a     a  a  v  v  p  d  m
#                                                       n  o  d  b  d  d  f     d  f  i  i  e  e  i
#                                                       y  d  A  A  B  C  f        C  s  C  r  r  n
EQUIPMENT = """
equipment:type_list                            200 405  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
equipment:type_create                          200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
equipment:type_update                          200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
equipment:fundingsource_create                 200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
equipment:fundingsource_update                 200 422  L  x  x  x  x  x  x  x  x  x  x  x  x  x  o
equipment:target_list                        200 405  L  -  x  x  x  x  o  o  o  o  x  x  x  x  x
equipment:target_update                      200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
equipment:target_reset                       405 302  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
equipment:price_list                           200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
equipment:price_create                         200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
equipment:price_export                         200 405  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
equipment:price_update                         200 422  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
equipment:price_delete                         405 302  L  -  -  -  -  -  o  -  o  o  -  -  -  -  -
equipment:recording_update                     200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
equipment:life_update                          200 422  L  -  x  x  x  x  o  x  o  o  x  x  x  x  x
equipment:bulk_create                          200 422  L  -  x  x  x  x  o  o  o  o  x  x  x  x  x
equipment:bulk_template_export                 200 405  L  -  x  x  x  x  o  o  o  o  x  x  x  x  x
equipment:bulk_detail                          200 405  L  -  -  -  -  -  o  o  o  o  -  -  -  -  -
equipment:bulk_commit                          405 302  L  -  -  -  -  -  o  o  o  o  -  -  -  -  -
equipment:bulk_discard                         405 302  L  -  -  -  -  -  o  o  o  o  -  -  -  -  -
equipment:bulk_undo                            405 302  L  -  -  -  -  -  o  o  o  o  -  -  -  -  -
equipment:bulk_columns                         200 422  L  -  -  -  -  -  o  o  o  o  -  -  -  -  -
equipment:bulk_words                           200 422  L  -  -  -  -  -  o  o  o  o  -  -  -  -  -
equipment:bulk_keep                            405 302  L  -  -  -  -  -  o  o  o  o  -  -  -  -  -
equipment:bulk_profile_delete                  405 302  L  -  x  x  x  x  o  o  o  o  -  -  -  -  -
equipment:stock_list                           200 405  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:stock_create                         200 422  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:stock_export                         200 405  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:inventory_import_create              200 422  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:inventory_import_detail              200 405  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:inventory_import_commit              405 302  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:inventory_import_discard             405 302  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:inventory_import_undo                405 302  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:inventory_import_columns             200 422  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:inventory_import_words               200 422  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:inventory_import_keep                405 302  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:profile_delete                       405 302  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:stock_update                         200 422  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:stock_trail                          200 405  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:line_trail                           200 405  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:stocktaking                          200 405  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:stocktaking_start                    405 302  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:room_add                             200 422  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:room_count                           200 422  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:stocktaking_differences              200 405  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:stocktaking_take_over                405 302  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:stocktaking_close                    200 302  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:network                              200 405  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:network_export                       200 405  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:network_line_create                  200 422  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:network_line_update                  200 422  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:network_line_remove                  405 302  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:room_network_create                  200 422  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:room_network_update                  200 422  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:room_network_remove                  405 302  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
reports:rooms_request                          405 302  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:stock_chosen                         302 302  L  -  o  o  -  o  o  o  o  o  x  x  x  x  x
equipment:stock_split                          200 422  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
equipment:stock_retire                         200 422  L  -  o  o  -  o  o  o  o  o  -  -  -  -  -
"""
