"""The read doors of needs: a school's list, the way of an item. Import what you need from here."""

from needs.selectors.lists import Line, ListPicture, Money, list_picture, planning_years
from needs.selectors.ways import Way, way_of

__all__ = ["Line", "ListPicture", "Money", "Way", "list_picture", "planning_years", "way_of"]
