"""Components as typed functions: an unknown argument is an error when the template compiles.

Loaded as builtins, so every template can use them. Text that comes from a variable is escaped; the block
content of a component is a rendered template and therefore already safe.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form
from django import template
from django.conf import settings
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core import money
from core.figures import figure
from core.layout import form_helper
from core.tables import labelled

register = template.Library()

Tone = Literal["neutral", "info", "success", "warning", "danger"]
TONES = frozenset({"neutral", "info", "success", "warning", "danger"})
KINDS = frozenset({"primary", "secondary", "tertiary"})


def known(value: str, allowed: frozenset[str], what: str) -> str:
    """A typing slip in a template must not pass as a class name nobody styles."""
    if value not in allowed:
        raise template.TemplateSyntaxError(f"unknown {what} {value!r}, choose from {sorted(allowed)}")
    return value


def _component(name: str, **context: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", context)


# --- blocks -----------------------------------------------------------------------------------------------


@register.simple_block_tag
def page_header(content: str, *, title: str, preline: str = "", lead: str = "") -> str:
    """The page's only h1; what stands inside are its buttons."""
    return _component("page_header", actions=content, title=title, preline=preline, lead=lead)


@register.simple_block_tag
def card(content: str, *, title: str, level: int = 2) -> str:
    return _component("card", content=content, title=title, level=_level(level))


@register.simple_block_tag
def alert(content: str, *, title: str, tone: Tone = "info") -> str:
    """A box in the page's flow. Not a live region: what changes while reading goes to #announce."""
    return _component("alert", content=content, title=title, tone=known(tone, TONES - {"neutral"}, "tone"))


@register.simple_block_tag
def empty(content: str, *, title: str) -> str:
    """Nothing here yet: say what to do next."""
    return _component("empty", content=content, title=title)


@register.simple_block_tag
def data_table(
    content: SafeString,
    *,
    caption: str,
    id: str = "",  # noqa: A002 - the HTML attribute
    folds: bool = False,
) -> str:
    """A real table in a region that scrolls sideways and can be reached by keyboard.

    `folds`: in a narrow window each row becomes a small list instead. For rows that are read one at a time.
    """
    rows = labelled(content) if folds else content
    return _component("data_table", content=rows, caption=caption, id=id, folds=folds)


@register.simple_block_tag
def fold(content: str, *, title: str, id: str, opened: bool = False) -> str:  # noqa: A002 - the HTML attribute
    """A section of which only the heading shows until somebody opens it; a link to `#id` does (portal.js)."""
    return _component("fold", content=content, title=title, id=id, opened=opened)


@register.simple_block_tag
def facts(content: str) -> str:
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def sums(content: str) -> str:
    """Amounts under each other, as on paper, each in a `div` like facts; of class `sums__whole` what they come to."""
    return format_html('<dl class="sums">{}</dl>', content)


@register.simple_block_tag
def task_list(content: str, *, title: str, level: int = 2) -> str:
    return _component("task_list", content=content, title=title, level=_level(level))


@register.simple_block_tag
def breadcrumb_trail(content: str) -> str:
    """The way here, or nothing where the page names none."""
    return _component("breadcrumbs", content=content) if content.strip() else ""


def _level(level: int) -> int:
    if level not in range(2, 7):
        raise template.TemplateSyntaxError(f"heading level {level} is not 2 to 6")
    return level


# --- small parts: plain functions, because tables hold thousands of them --------------------------------------


@register.simple_tag
def badge(*, label: Any, tone: Tone = "neutral") -> str:
    return _badge(str(label) if not isinstance(label, str) else label, tone)


@lru_cache(maxsize=512, typed=True)
def _badge(label: str, tone: str) -> str:
    icon = "" if tone == "neutral" else icon_html(tone)
    css = known(tone, TONES, "tone")
    return format_html(
        '<span class="kern-badge kern-badge--small kern-badge--{}">{}'
        '<span class="kern-label kern-label--small">{}</span></span>',
        css, icon, label,
    )  # fmt: skip


@lru_cache(maxsize=64, typed=True)
def icon_html(name: str) -> SafeString:
    """A KERN icon as decoration: never the only bearer of a meaning."""
    return format_html('<span class="kern-icon kern-icon--{}" aria-hidden="true"></span>', name)


@register.simple_tag
def icon(name: str) -> str:
    return icon_html(name)


@register.simple_tag
def button_link(*, url: str, label: str, kind: str = "secondary", icon: str = "") -> str:
    css = known(kind, KINDS, "kind")
    return format_html(
        '<a class="kern-btn kern-btn--{}" href="{}">{}<span class="kern-label">{}</span></a>',
        css, url, icon_html(icon) if icon else "", label,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def action_button(
    context: template.Context,
    *,
    url: str,
    label: str,
    kind: str = "secondary",
    icon: str = "",
    hint: str = "",
    submission_id: UUID | None = None,
) -> str:
    """A POST as one button. `hint` completes the name for those who hear it without its surroundings.

    `submission_id` is the mark by which a service knows the second of two clicks.
    """
    mark = (
        format_html('<input type="hidden" name="submission_id" value="{}">', submission_id)
        if submission_id
        else ""
    )
    return format_html(
        '<form class="action-form" method="post" action="{}">{}{}'
        '<button class="kern-btn kern-btn--{}" type="submit">{}<span class="kern-label">{}{}</span></button></form>',
        url, _csrf_field(context), mark, known(kind, KINDS, "kind"), icon_html(icon) if icon else "", label,
        format_html(' <span class="visually-hidden">{}</span>', hint) if hint else "",
    )  # fmt: skip


def _csrf_field(context: template.Context) -> SafeString:
    """The token of the page: masked once, however many buttons stand there."""
    token = context.get("csrf_token") or ""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


@register.simple_tag
def progress(*, value: int, max: int, label: str) -> str:  # noqa: A002 - the HTML attribute
    return _component("progress", value=min(value, max), max=max or 1, label=label)


@register.simple_tag
def task_item(
    *, url: str, title: str, status: str, tone: Tone = "neutral", hint: str = "", takes: str = ""
) -> str:
    """One line of a task list: the title is the link, the state is text beside it, `takes` how long it lasts."""
    return _component("task_item", url=url, title=title, status=status, tone=tone, hint=hint, takes=takes)


@register.filter
def german_number(value: Any) -> str:
    """1234.5 -> 1.234,5; nothing stays nothing."""
    return "" if value is None or value == "" else figure(value)


@register.filter(name="money")
def money_text(value: Any) -> str:
    """1234.5 -> 1.234,50 under a head that says euro; nothing stays nothing."""
    return "" if value is None or value == "" else money.digits(value)


@register.filter
def amount(value: Any) -> str:
    """A cell that holds either: money is Decimal and has cents, what is counted is a whole number."""
    return money_text(value) if isinstance(value, Decimal) else german_number(value)


@register.filter(name="euro")
def euro_text(value: Any) -> str:
    """1234.5 -> 1.234,50 €; nothing stays nothing."""
    return "" if value is None or value == "" else money.euro(value)


@register.simple_tag
def site_name() -> str:
    """For the error pages, which are rendered without any context."""
    return settings.SITE_NAME


@register.simple_tag
def still(template_name: str) -> SafeString:
    """A part of the frame that is the same on every page and for everybody: rendered once per language."""
    return _still(template_name, get_language())


@lru_cache(maxsize=16)
def _still(template_name: str, _language: str | None) -> SafeString:
    return render_to_string(template_name)


@register.simple_tag
def style_sheets(*names: str) -> SafeString:
    """Our own style sheets, in this order."""
    links = ((static(f"css/{name}.css"),) for name in names)
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', links)


# --- forms ------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def portal_form(
    context: template.Context,
    form: BaseForm | BaseFormSet,
    *,
    submit: str,
    cancel: str = "",
    multipart: bool = False,
    action: str = "",
    autosave: str = "",
    preview: str = "",
    preview_at: str = "",
    keep: bool = False,
    id: str = "",  # noqa: A002 - the HTML attribute
) -> str:
    """A whole form: error summary, fields in the KERN pack, one primary button, a way out.

    `preview` labels a second button, sent as "vorschau": what would come of it, nothing saved; the answer is read at
    the element with the id `preview_at`, or from the top. `autosave` is the
    address that takes the same fields while the person types (see static/js/portal.js). `keep` keeps what is typed in
    the browser until it is stored (static/js/keep.js): only for a form that may be sent twice.

    A form that makes something new is empty when the person comes back to it: browsers would fill in again what is
    stored already.
    """
    fields = render_crispy_form(form, _helper_of(form), _plain(context))
    return _component(
        "portal_form",
        fields=fields,
        differences=getattr(form, "differences", ()),
        csrf=_csrf_field(context),
        submit=submit,
        cancel=cancel,
        multipart=multipart or form.is_multipart(),
        action=action,
        autosave=autosave,
        preview=preview,
        preview_at=preview_at,
        keep=keep,
        is_answer=form.is_bound,
        makes_new="submission_id" in getattr(form, "fields", ()),
        id=id,
    )


def _helper_of(form: BaseForm | BaseFormSet) -> FormHelper:
    made: FormHelper = getattr(form, "helper", None) or form_helper()
    if made.layout is None and isinstance(form, BaseForm):
        made.layout = Layout(*form.fields)
    return made


def _plain(context: template.Context) -> dict[str, Any]:
    return {"request": context.get("request")}
