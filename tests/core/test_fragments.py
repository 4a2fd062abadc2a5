"""Parts of pages that are rendered once: the same key gives the same words, another key new ones."""

from __future__ import annotations

from django.test import override_settings
from django.utils.translation import override

from core.fragments import remembered

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.locmem.Loader",
                    {"part.html": "{{ text }} {{ number|floatformat:1 }}"},
                )
            ]
        },
    }
]


@override_settings(TEMPLATES=TEMPLATES)
def test_the_key_decides() -> None:
    first = remembered("part.html", (1, "a"), {"text": "<b>", "number": 1.5})
    assert first == "&lt;b&gt; 1,5"
    assert remembered("part.html", (1, "a"), {"text": "changed"}) == first
    assert remembered("part.html", (2, "a"), {"text": "changed", "number": 2}) == "changed 2,0"


@override_settings(TEMPLATES=TEMPLATES)
def test_each_language_has_its_own_words() -> None:
    with override("en"):
        assert remembered("part.html", 7, {"text": "", "number": 1.5}) == " 1.5"
    assert remembered("part.html", 7, {"text": "", "number": 1.5}) == " 1,5"
