/* Small help on top of pages that work without it: focus, announcements, autosave. No inline code, no eval. */
"use strict";

(() => {
  const text = (name) => document.body.dataset[name] || "";

  /* --- telling: one polite and one urgent live region (base.html) --- */

  function announce(message, { urgent = false } = {}) {
    const region = document.getElementById(urgent ? "announce-alert" : "announce");
    if (!region || !message || region.textContent === message) return;
    region.textContent = message;
  }

  function show(message) {
    const list = document.getElementById("messages");
    if (!list) return;
    const box = document.createElement("div");
    box.className = "message message--error";
    const line = document.createElement("p");
    line.textContent = message;
    box.append(line);
    list.replaceChildren(box);
  }

  function fail(message) {
    show(message);
    announce(message, { urgent: true });
  }

  /* --- focus: on the error summary, and never lost after a swap --- */

  const focusable = "a[href], button, input:not([type=hidden]), select, textarea, [tabindex]";

  function focusOn(element) {
    if (!element) return false;
    if (!element.matches(focusable)) element.tabIndex = -1;
    element.focus();
    return true;
  }

  function focusErrors(root) {
    const errors = root.querySelector("[data-error-summary]");
    if (errors) errors.dataset.seen = "";
    return focusOn(errors);
  }

  /* what had the focus before a swap, so that it can be found again in the new content */
  let lost = null;

  function rememberFocus(event) {
    const held = document.activeElement;
    const target = event.detail?.ctx?.target;
    const inside = held && held !== document.body && target instanceof Element && target.contains(held);
    lost = inside ? { id: held.id, action: held.form?.getAttribute("action"), target: target.id } : null;
  }

  function sameAsBefore() {
    const byId = (id) => (id ? document.getElementById(id) : null);
    const inForm = () => [...document.forms].find((form) => form.getAttribute("action") === lost.action);
    return byId(lost.id) || (lost.action && inForm()?.querySelector(focusable)) || byId(lost.target);
  }

  function restoreFocus() {
    const errors = document.querySelector("[data-error-summary]:not([data-seen])");
    const wanted = errors || document.querySelector("[data-focus]");
    if (errors) errors.dataset.seen = "";
    if (wanted) {
      wanted.removeAttribute("data-focus");
      focusOn(wanted);
    } else if (lost && document.activeElement === document.body) {
      focusOn(sameAsBefore() || document.getElementById("page-title") || document.getElementById("content"));
    }
    lost = null;
  }

  /* `data-announce="text"` on swapped content is read out; with data-announce-slow at most every ten seconds */
  let lastSlow = 0;

  function announceSwapped() {
    for (const element of document.querySelectorAll("[data-announce]:not([data-announced])")) {
      element.dataset.announced = "";
      const slow = element.hasAttribute("data-announce-slow");
      if (slow && Date.now() - lastSlow < 10000) continue;
      if (slow) lastSlow = Date.now();
      announce(element.dataset.announce);
    }
  }

  /* messages of a whole page of which only a part was swapped in */
  function takeMessages(html) {
    const list = document.getElementById("messages");
    if (!list || !html || !html.includes('id="messages"')) return;
    const sent = new DOMParser().parseFromString(html, "text/html").getElementById("messages");
    if (sent && sent.children.length && !list.isEqualNode(sent)) list.replaceChildren(...sent.children);
  }

  document.addEventListener("htmx:before:swap", rememberFocus);
  document.addEventListener("htmx:after:swap", (event) => {
    takeMessages(event.detail?.ctx?.text);
    restoreFocus();
    announceSwapped();
  });
  document.addEventListener("announce", (event) => announce(event.detail?.value ?? String(event.detail ?? "")));
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail?.ctx?.response?.status;
    if (status !== 422 && status !== 409) fail(text("textFailed"));
  });
  document.addEventListener("htmx:error", () => fail(text("textOffline")));

  /* --- a link to a folded section opens it --- */

  function unfold() {
    const section = document.querySelector(".fold:target > details");
    if (section) section.open = true;
  }

  window.addEventListener("hashchange", unfold);
  unfold();

  /* --- forms: unsaved changes, double clicks --- */

  const dirty = new WeakSet();
  const sentAt = new WeakMap();
  document.addEventListener("htmx:after:swap", ({ detail }) => sentAt.delete(detail.ctx?.sourceElement)); // answered

  function isGuarded(form) {
    return form instanceof HTMLFormElement && form.matches(".portal-form, [data-warn-unsaved], [data-autosave]");
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && isGuarded(form)) dirty.add(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    const now = Date.now();
    if (now - (sentAt.get(form) || 0) < 1500) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (form.dataset.saving !== undefined) { // its answer brings the version that this save must carry
      event.preventDefault();
      event.stopPropagation();
      saving.get(form)?.finally(() => form.requestSubmit(event.submitter));
      return;
    }
    sentAt.set(form, now);
    dirty.delete(form);
  }, true);

  /* kept whole by the browser (back): a form that has made something begins anew, with a mark of its own */
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted && [...document.forms].some((form) => form.submission_id && sentAt.has(form))) location.reload();
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.body.dataset.leaving !== undefined) return; // session.js keeps what was typed
    if ([...document.forms].some((form) => dirty.has(form))) event.preventDefault();
  });

  /* --- autosave: every 30 seconds and when a field is left; with data-autosave-after="400" also when nothing was
     typed for so many milliseconds ---
     POSTs the fields to data-autosave. 2xx: saved; JSON may hold `message` and new values of hidden fields
     (such as `version`). 409: somebody else saved, stop. 422: `message` says what is wrong. */

  function status(form, message, failed) {
    const line = form.querySelector("[data-autosave-state]");
    const isNew = line?.textContent !== message; // "saved" with its minute is read out once a minute
    if (line) {
      line.textContent = message;
      line.classList.toggle("save-state--failed", failed);
    }
    if (isNew) announce(message, { urgent: failed });
  }

  async function answerOf(response) {
    if (!(response.headers.get("Content-Type") || "").includes("json")) return {};
    return response.json().catch(() => ({}));
  }

  function takeOver(form, values) {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement && field.type === "hidden") field.value = value;
    }
  }

  function report(form, response, answer) {
    if (response.ok) {
      takeOver(form, answer);
      const time = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
      status(form, answer.message || `${text("textSaved")} ${time}`, false);
      return;
    }
    dirty.add(form);
    if (response.status === 409) {
      form.dataset.autosaveStopped = "";
      status(form, answer.message || text("textConflict"), true);
    } else {
      status(form, answer.message || text(response.status === 422 ? "textInvalid" : "textFailed"), true);
    }
  }

  const saving = new WeakMap();

  function save(form) {
    if (form.dataset.saving === undefined) saving.set(form, saveNow(form));
  }

  async function saveNow(form) {
    if (!dirty.has(form) || form.dataset.saving !== undefined || form.dataset.autosaveStopped !== undefined) return;
    form.dataset.saving = "";
    const begun = Date.now();
    dirty.delete(form);
    const sent = [...form.querySelectorAll("textarea")].map((field) => [field, field.value]);
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "error", // a redirect means: signed out
      });
      report(form, response, await answerOf(response));
      if (response.ok) sent.forEach(([field, value]) => { field.defaultValue = value; }); // what the server knows
      document.dispatchEvent(new CustomEvent("portal:saved", { detail: { form, begun, ok: response.ok } }));
    } catch {
      dirty.add(form);
      status(form, text("textOffline"), true);
    } finally {
      delete form.dataset.saving;
    }
  }

  document.addEventListener("focusout", (event) => {
    const form = event.target.form;
    if (form?.dataset?.autosave) save(form);
  });

  const pauses = new WeakMap();

  function saveSoon(form) {
    if (form.dataset.saving !== undefined) saving.get(form)?.finally(() => saveSoon(form));
    else save(form);
  }

  document.addEventListener("input", ({ target: { form } }) => {
    if (!form?.dataset?.autosaveAfter) return;
    clearTimeout(pauses.get(form));
    pauses.set(form, setTimeout(saveSoon, Number(form.dataset.autosaveAfter), form));
  });

  const saveAll = () => document.querySelectorAll("form[data-autosave]").forEach(save);
  document.addEventListener("live:back", saveAll); // the line is back (live.js)
  setInterval(saveAll, 30000);

  document.querySelectorAll("[data-autosave-state][data-first]").forEach((line) => { line.textContent = line.dataset.first; });

  /* --- words while typing: the number under the field that data-words-of names --- */

  const WORD = /[\p{L}\p{N}_]+(?:[-’'.:/][\p{L}\p{N}_]+)*/gu; // as framework.word_count counts the saved text

  function countWords(line) {
    const field = document.getElementById(line.dataset.wordsOf);
    if (!field) return;
    const words = (field.value.match(WORD) || []).length;
    line.hidden = false;
    line.textContent = words === 1 ? line.dataset.one : line.dataset.many.replace("#", words.toLocaleString("de-DE"));
  }

  const countAll = () => document.querySelectorAll("[data-words-of]").forEach(countWords);
  document.addEventListener("input", countAll);
  countAll();

  /* --- a folded list of check boxes that can be searched: data-find; each word that is typed must be found. The line to
     search in belongs to no form (form=""), so Enter sends nothing --- */

  function search(list) {
    const box = list.querySelector("[data-find-box]");
    const words = box.querySelector("input").value.toLocaleLowerCase("de").split(/\s+/).filter(Boolean);
    let found = 0;
    for (const group of list.querySelectorAll("[data-find-group]")) {
      const title = group.querySelector("legend").textContent;
      for (const one of group.querySelectorAll("[data-find-one]")) {
        const said = `${title} ${one.textContent}`.toLocaleLowerCase("de");
        one.hidden = !words.every((word) => said.includes(word));
        if (!one.hidden) found += 1;
      }
      group.hidden = !group.querySelector("[data-find-one]:not([hidden])");
    }
    const line = box.querySelector("[role=status]");
    line.textContent = words.length ? line.dataset.text.replace("#", found.toLocaleString("de-DE")) : "";
  }

  document.addEventListener("toggle", ({ target }) => {
    if (target.matches?.("[data-find]")) target.querySelector("[data-find-box]").hidden = false;
  }, true);
  document.addEventListener("input", ({ target }) => {
    const list = target.closest("[data-find]");
    if (!list) return;
    if (target.closest("[data-find-box]")) {
      search(list);
      return;
    }
    const count = list.querySelectorAll(":checked").length;
    const line = list.querySelector("[data-find-chosen]");
    line.textContent = count ? line.dataset.text.replace("#", count.toLocaleString("de-DE")) : "";
  });

  /* the script is deferred: the page is complete when it runs */
  document.querySelectorAll("[data-announce]").forEach((element) => { element.dataset.announced = ""; });
  focusErrors(document);
})();
