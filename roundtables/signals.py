"""What apps above hear of the tables as it happens; nothing here knows them (docs/adr/0009)."""

from django.dispatch import Signal

# old, new, actor: within the transaction that replaces it
guideline_replaced = Signal()
# meeting, actor: within the transaction that ends, cancels or seals it; its row is locked
meeting_over = Signal()
# before, after, actor: within the transaction that sets office or standing deputy
member_changed = Signal()
