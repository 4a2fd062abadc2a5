"""What apps above hear of the tables; nothing here knows them."""

from django.dispatch import Signal

guideline_replaced = Signal()  # old, new, actor: within the transaction that replaces it
