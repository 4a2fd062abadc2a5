"""The write doors of the screens, one per use case."""

from screens.services.voices import (
    VoicesOver,
    close_entrance,
    close_forgotten,
    close_question,
    close_with_meeting,
    give_voice,
    open_entrance,
    open_question,
    prepare_question,
    remove_question,
)
from screens.services.wall import go_to_item, record_sentence, set_dark, show_on_wall, write_sentence

__all__ = [
    "VoicesOver",
    "close_entrance",
    "close_forgotten",
    "close_question",
    "close_with_meeting",
    "give_voice",
    "go_to_item",
    "open_entrance",
    "open_question",
    "prepare_question",
    "record_sentence",
    "remove_question",
    "set_dark",
    "show_on_wall",
    "write_sentence",
]
