/* What is typed into forms marked data-keep stays in this browser until the server has stored it: through a lost line, a
   reload, a closed tab. What was sent and not answered is sent again once; the marks in the form (version, submission_id)
   see to it that nothing is stored twice. Signing out forgets everything. */
"use strict";

(() => {
  const box = document.getElementById("session-end");
  const PREFIX = "portal-kept-form:";
  const LIFE = 24 * 60 * 60 * 1000; // milliseconds
  if (!box) return;

  const pathOf = (form) => new URL(form.getAttribute("action") || "", location.href).pathname; // a field may be named "action"
  const keyOf = (form) => PREFIX + pathOf(form);
  const isKept = (form) => form instanceof HTMLFormElement && form.dataset.keep !== undefined;
  const formOf = (key) => [...document.querySelectorAll("form[data-keep]")].find((form) => keyOf(form) === key);
  const isText = (field) => field.type !== "hidden";
  const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.name !== "csrfmiddlewaretoken"
    && !["submit", "button", "file", "password", "checkbox", "radio"].includes(field.type));

  const choicesOf = (form) => [...form.elements].filter((field) => field.name && ["checkbox", "radio"].includes(field.type));

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  function forget(key) {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }

  function keep(form, extra = {}) {
    const fields = fieldsOf(form).map((field) => [field.name, field.value]);
    const chosen = choicesOf(form).filter((field) => field.checked).map((field) => [field.name, field.value]);
    const entry = { user: box.dataset.user, page: location.pathname, at: Date.now(), sent: false, fields, chosen, ...extra };
    try { localStorage.setItem(keyOf(form), JSON.stringify(entry)); } catch { /* a browser without memory */ }
  }

  function keys() {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
  }

  function tell(text, url = "") {
    document.dispatchEvent(new CustomEvent("announce", { detail: text }));
    const line = document.createElement("p");
    line.className = "message";
    line.textContent = `${text} `;
    if (url) line.append(Object.assign(document.createElement("a"), { href: url, textContent: box.dataset.textOpen }));
    document.getElementById("messages")?.prepend(line);
  }

  /* --- typing and sending --- */

  document.addEventListener("input", ({ target: { form } }) => { if (isKept(form)) keep(form); });

  const isOffline = () => !navigator.onLine || document.body.classList.contains("is-offline");

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (pathOf(form).endsWith(box.dataset.signOut)) keys().forEach(forget);
    if (!isKept(form) || event.defaultPrevented) return;
    const button = event.submitter?.name ? [[event.submitter.name, event.submitter.value]] : [];
    keep(form, { sent: true, button });
    if (!isOffline()) return;
    event.preventDefault(); // the page with the text stays instead of one that says "no connection"
    event.stopPropagation();
    tell(box.dataset.textWaits);
  }, true);

  /* --- stored --- */

  document.addEventListener("portal:saved", ({ detail }) => {
    if (!detail?.ok || !isKept(detail.form)) return;
    const entry = read(keyOf(detail.form));
    if (entry && entry.at <= detail.begun) forget(keyOf(detail.form)); // nothing was typed since
  });

  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const isStored = ctx.response?.status < 400 && !ctx.response.raw.url.includes(box.dataset.signIn);
    if (isKept(ctx.sourceElement) && isStored) forget(keyOf(ctx.sourceElement));
  });

  /* --- again --- */

  async function send(key, entry) {
    const data = new FormData();
    for (const [name, value] of [...entry.fields, ...entry.chosen, ...(entry.button || [])]) data.append(name, value);
    data.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const address = key.slice(PREFIX.length);
    const response = await fetch(address, { method: "POST", body: data, credentials: "same-origin" });
    if (response.ok && response.redirected && !response.url.includes(box.dataset.signIn)) {
      forget(key);
      return response.url;
    }
    if (response.status === 409 || response.status === 422) {
      localStorage.setItem(key, JSON.stringify({ ...entry, sent: false }));
      if (!formOf(key)) tell(box.dataset.textRefused, address);
    }
    return "";
  }

  function restore(form, entry) {
    const told = new Map(entry.fields);
    const fields = fieldsOf(form);
    const shown = fields.filter((field) => isText(field) && told.has(field.name));
    if (shown.every((field) => field.value === told.get(field.name))) return keep(form); // an answer of the server
    for (const field of fields) if (told.has(field.name)) field.value = told.get(field.name);
    for (const field of choicesOf(form)) {
      field.checked = entry.chosen.some(([name, value]) => name === field.name && value === field.value);
    }
    shown[0]?.dispatchEvent(new Event("input", { bubbles: true }));
    tell(box.dataset.textKept);
    return undefined;
  }

  const isTheSame = (form, entry) => {
    const told = new Map(entry.fields);
    return fieldsOf(form).filter(isText).every((field) => field.value === told.get(field.name));
  };

  /* the page that a stored entry has led to: sent from the form's own page, answered with a way onward */
  function wasAnswered(entry) {
    const [way] = performance.getEntriesByType("navigation");
    const from = document.referrer ? new URL(document.referrer).pathname : "";
    return entry.sent && way?.type === "navigate" && way.redirectCount > 0 && from === entry.page
      && Date.now() - entry.at < 60_000;
  }

  async function catchUp({ first }) {
    for (const key of keys()) {
      const entry = read(key);
      const form = formOf(key);
      if (!entry || entry.user !== box.dataset.user || Date.now() - entry.at > LIFE) {
        forget(key);
      } else if (first && (wasAnswered(entry) || (!form && key.endsWith(`:${location.pathname}`)))) {
        forget(key); // stored, or sent back with a word and with what was typed
      } else if (first && form && form.dataset.answer !== undefined) {
        keep(form); // the server has sent it back with a word, perhaps in its own spelling
      } else if (first && form && isTheSame(form, entry)) {
        if (form.dataset.autosave !== undefined) forget(key); // that is what the server has
        else keep(form); // the server has sent it back with a word
      } else if (entry.sent) {
        const led = await send(key, entry).catch(() => "");
        if (led && form && !first) location.assign(led); // as if the line had never been lost
        else if (led) tell(box.dataset.textSent);
        else if (form && first) restore(form, read(key) || entry);
      } else if (first && form) {
        restore(form, entry);
      }
    }
  }

  document.addEventListener("live:back", () => catchUp({ first: false }));
  window.addEventListener("online", () => catchUp({ first: false }));
  catchUp({ first: true });
})();
