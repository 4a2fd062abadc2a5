"""Parts of pages that are rendered once: the same key gives the same words, another key new ones."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.utils.translation import override

from core.fragments import remembered
from core.middleware import FragmentMiddleware

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


def page(key: Any, text: str = "", number: float = 0) -> str:
    """What a browser gets of a page that holds this part twice."""

    def view(request: HttpRequest) -> HttpResponse:
        words = {"text": text, "number": number}
        parts = [remembered(request, "part.html", key=key, build=lambda: words) for _turn in range(2)]
        return HttpResponse(f"ä[{parts[0]}] [{parts[1]}]")

    return FragmentMiddleware(view)(RequestFactory().get("/")).text


@override_settings(TEMPLATES=TEMPLATES)
def test_the_key_decides() -> None:
    assert page((1, "a"), "<b>", 1.5) == "ä[&lt;b&gt; 1,5] [&lt;b&gt; 1,5]"
    assert page((1, "a"), "changed") == "ä[&lt;b&gt; 1,5] [&lt;b&gt; 1,5]"
    assert page((2, "a"), "changed", 2) == "ä[changed 2,0] [changed 2,0]"


@override_settings(TEMPLATES=TEMPLATES)
def test_each_language_has_its_own_words() -> None:
    with override("en"):
        assert page(7, number=1.5) == "ä[ 1.5] [ 1.5]"
    assert page(7, number=1.5) == "ä[ 1,5] [ 1,5]"


@override_settings(TEMPLATES=TEMPLATES)
def test_a_mark_of_another_request_is_text() -> None:
    """Whoever writes a mark into a text, even one that was a mark once, gets no part for it."""
    old = remembered(
        RequestFactory().get("/"), "part.html", key=1, build=lambda: {"text": "secret", "number": 0}
    )
    assert page(2, "mine").startswith("ä[mine")
    answer = FragmentMiddleware(lambda _request: HttpResponse(old))(RequestFactory().get("/"))
    assert answer.text == old
