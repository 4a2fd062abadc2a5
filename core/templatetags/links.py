"""Django's `{% url %}`, with what it writes out worked out once per process: a page names two hundred addresses.

Loaded as builtins, so every template says `{% url %}` as ever. No page of the portal depends on the name of an
app instance, which Django's own would look for.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parsed
from django.utils.html import conditional_escape

from core.addresses import address

register = template.Library()


class AddressNode(URLNode):
    """Renders like its parent, out of the memory of `core.addresses`."""

    def render(self, context: Any) -> str:
        if self.asvar:  # with `as`, a missing address is an empty text: that is for Django to decide
            return super().render(context)
        args = [arg.resolve(context) for arg in self.args]
        kwargs = {name: value.resolve(context) for name, value in self.kwargs.items()}
        found = address(self.view_name.resolve(context), *args, **kwargs)
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> AddressNode:
    node = parsed(parser, token)
    return AddressNode(node.view_name, node.args, node.kwargs, node.asvar)
