"""What apps above hear of the tables, and what they add; nothing here knows them."""

from django.dispatch import Signal

guideline_replaced = Signal()  # old, new, actor: within the transaction that replaces it
meeting_over = (
    Signal()
)  # meeting, actor: within the transaction that ends, cancels or seals it; its row is locked
asking_to_end = (
    Signal()
)  # meeting: each receiver answers with what it has still open, a list of SealingWarning
