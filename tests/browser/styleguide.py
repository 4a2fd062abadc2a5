"""Every component and every kind of field on one page: for the tests alone, the portal does not ship it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.urls import path

from core.layout import Fieldset, Hint, Pair, Wide, form_helper
from gutersloh_portal.urls import urlpatterns as portal_urls

PAGE = """
{% extends "base.html" %}
{% block title %}Bausteine{% endblock %}
{% block breadcrumbs %}<li><a href="/x/">Schulen</a></li><li><a href="/y/">Grundschule Am Anger</a></li>{% endblock %}
{% block content %}
{% page_header title="Grundschule Am Anger" preline="Musterstadt" lead="Alle Bausteine auf einer Seite." %}
  {% button_link url="/" label="Bericht" icon="download" %}
  {% action_button url="/z/" label="Freigeben" kind="primary" %}
{% endpage_header %}
<div class="columns">
  {% card title="Selbsteinschätzung" %}{% progress value=7 max=22 label="7 von 22 Aspekten" %}
    <p>Zuletzt am 3. Februar 2026.</p>{% button_link url="/" label="Fortsetzen" kind="primary" %}{% endcard %}
  {% card title="Eckdaten" %}{% facts %}<div><dt>Schulnummer</dt><dd>990012</dd></div>
    <div><dt>Schulform</dt><dd>Grundschule</dd></div>
    <div><dt>Schülerinnen und Schüler</dt><dd>{{ 1234|german_number }}</dd></div>{% endfacts %}{% sums %}
    <div><dt>Netto</dt><dd>{{ 9360|euro }}</dd></div><div><dt>Umsatzsteuer</dt><dd>{{ 1778|euro }}</dd></div>
    <div class="sums__whole"><dt>Brutto</dt><dd>{{ 11138|euro }}</dd></div>{% endsums %}{% endcard %}
</div>
{% alert title="Die Freigabe ist älter als ein Jahr" tone="warning" %}<p>Bitte prüfen Sie den Stand.</p>{% endalert %}
{% alert title="Gespeichert" tone="success" %}{% endalert %}
{% alert title="Hinweis" tone="info" %}<p>Text mit <a href="/">Link</a>.</p>{% endalert %}
{% alert title="Nicht möglich" tone="danger" %}<p>Der Grund.</p>{% endalert %}
{% task_list title="Aufgaben" %}{% task_item url="/a/" title="Ausstattung erfassen" status="noch nichts" %}
  {% task_item url="/b/" title="Medienkonzept" status="überfällig" tone="danger" hint="fällig am 1. Februar" %}
  {% endtask_list %}
<p>{% badge label="neutral" %} {% badge label="info" tone="info" %} {% badge label="gut" tone="success" %}
  {% badge label="Achtung" tone="warning" %} {% badge label="Fehler" tone="danger" %}</p>
{% data_table caption="Freigegebene Einschätzungen" %}
<thead><tr><th scope="col">Schule</th><th scope="col">Geräte</th><th scope="col">WLAN</th><th scope="col">Konzept</th>
  <th scope="col">Fortbildung</th><th scope="col" class="numeric">Kinder</th></tr></thead>
<tbody><tr><th scope="row">Grundschule Am Anger</th><td>{% stage stage=1 name="beginnend" target=3 %}</td>
  <td>{% stage stage=2 name="aufbauend" %}</td><td>{% stage stage=3 name="etabliert" %}</td>
  <td>{% stage stage=4 name="prägend" %}</td><td class="numeric">1.234</td></tr>
<tr><th scope="row">Gesamtschule Birkenweg</th><td>{% stage stage=None state="unknown" %}</td>
  <td>{% stage stage=None state="not_applicable" %}</td><td>{% stage stage=None state="none" %}</td>
  <td>{% stage stage=3 name="drei von sechs" max=6 %}</td><td class="numeric">98</td></tr></tbody>
{% enddata_table %}
{% empty title="Noch keine Geräte" %}<p>Erfassen Sie den ersten Posten.</p>
  {% button_link url="/" label="Posten erfassen" kind="primary" %}{% endempty %}
{% portal_form form submit="Speichern" cancel="/" autosave="/autosave/" %}
{% endblock %}
"""
PARTS = """
{% extends "base.html" %}
{% block title %}Teile{% endblock %}
{% block content %}
{% page_header title="Teile" %}{% endpage_header %}
<section id="part" hx-target:inherited="#part" hx-select:inherited="#part" hx-swap:inherited="outerHTML">
  <p data-announce="{{ count }} anwesend">{{ count }} anwesend</p>
  <form method="post" action="/teile/" hx-post="/teile/">{% csrf_token %}
    <button class="kern-btn kern-btn--primary" id="count" name="count" value="{{ next }}">
      <span class="kern-label">Zählen</span></button>
  </form>
  <form method="post" action="/teile/kaputt/" hx-post="/teile/kaputt/">{% csrf_token %}
    <button class="kern-btn kern-btn--secondary"><span class="kern-label">Stolpern</span></button>
  </form>
</section>
<div id="poll" hx-get="/teile/" hx-select="#poll" hx-swap="outerHTML" hx-trigger="every 300ms"><p>Läuft.</p></div>
{% endblock %}
"""


class EveryField(forms.Form):
    name = forms.CharField(label="Bezeichnung", help_text="So, wie es auf der Liste steht.")
    quantity = forms.IntegerField(label="Anzahl")
    bought = forms.DateField(
        label="Gekauft am", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    kind = forms.ChoiceField(label="Art", choices=[("1", "Tablet"), ("2", "Notebook")])
    stage = forms.ChoiceField(
        label="Wo stehen Sie?", choices=[("1", "Stufe 1"), ("2", "Stufe 2")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="Themen",
        choices=[("a", "WLAN"), ("b", "Geräte")],
        widget=forms.CheckboxSelectMultiple,
        help_text="Mehrere möglich.",
    )
    agreed = forms.BooleanField(label="Ich habe die Angaben geprüft.", help_text="Vor der Freigabe nötig.")
    reason = forms.CharField(label="Begründung", widget=forms.Textarea(attrs={"rows": 4}))
    file = forms.FileField(label="Nachweis", required=False)
    version = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            Fieldset("Gerät", "name", Pair("quantity", "bought"), "kind"),
            Hint("Zwei Fragen zum Schluss."),
            "stage",
            "topics",
            Wide("reason"),
            "file",
            "agreed",
            "version",
        )


@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    form = EveryField(request.POST, request.FILES) if request.method == "POST" else EveryField()
    return HttpResponse(Template(PAGE).render(RequestContext(request, {"form": form})))


@login_not_required
def autosave(request: HttpRequest) -> HttpResponse:
    if request.POST["name"] == "Streit":
        return JsonResponse({"message": "Jemand anders war schneller."}, status=409)
    return JsonResponse({"version": "2"})


@login_not_required
def parts(request: HttpRequest) -> HttpResponse:
    count = int(request.POST.get("count", 0))
    if request.method == "POST":
        messages.success(request, f"Gezählt: {count}")
    values = {"count": count, "next": count + 1}
    return HttpResponse(Template(PARTS).render(RequestContext(request, values)))


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<h1>kaputt</h1>", status=503)


urlpatterns = [
    path("teile/", parts),
    path("teile/kaputt/", broken),
    path("bausteine/", page),
    path("autosave/", autosave),
    *portal_urls,
]
