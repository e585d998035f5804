"""What a visiting doctor asks of a facility's records, as one table of questions that queries answer."""

from healthapp.inspection.items.catalogue import GROUPS, ITEMS
from healthapp.inspection.items.compute import Figure, figures, rows_behind
from healthapp.inspection.items.model import Item, Period

__all__ = ["GROUPS", "ITEMS", "Figure", "Item", "Period", "figures", "rows_behind"]
