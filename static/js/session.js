/* Two minutes before the session ends: a word, and one key to stay (WCAG 2.2.1). What was typed survives the end of
   the session in this tab and comes back to the same person on the same page. */
"use strict";

(() => {
  const box = document.getElementById("session-end");
  const KEPT = "portal-kept";
  const SEEN = "portal-seen"; // shared by all tabs: when the server last answered this person
  const WARNING = 120; // seconds
  if (!box || typeof box.showModal !== "function") return;

  const now = () => Date.now() / 1000;
  const here = location.pathname + location.search;
  const form = box.querySelector("form");
  const idle = Number(box.dataset.idle);
  let idleEnd = now() + Number(box.dataset.left);
  let finalEnd = now() + Number(box.dataset.final);

  /* --- how long it lasts --- */

  function answered() { // the server notes a sign of life once a minute, so a minute may be missing
    idleEnd = Math.max(idleEnd, now() + idle - 60);
    try { localStorage.setItem(SEEN, String(now())); } catch { /* a browser without memory warns each tab alone */ }
  }

  window.addEventListener("storage", (event) => {
    if (event.key === SEEN) idleEnd = Math.max(idleEnd, Number(event.newValue) + idle - 60);
  });
  document.addEventListener("htmx:after:swap", answered);
  document.addEventListener("portal:saved", answered);

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

  function tick() {
    const left = Math.min(idleEnd, finalEnd) - now();
    if (left <= 0) return leave();
    if (left > WARNING) {
      if (box.open) box.close();
      return undefined;
    }
    box.querySelector("[data-session-clock]").textContent = clock(left);
    if (!box.open && !box.dataset.told) warn();
    return undefined;
  }

  function warn() {
    const final = finalEnd <= idleEnd;
    for (const part of box.querySelectorAll("[data-session-idle]")) part.hidden = final;
    for (const part of box.querySelectorAll("[data-session-final]")) part.hidden = !final;
    if (final) box.dataset.told = ""; // nothing can be done about it but to save
    box.showModal();
    box.querySelector(final ? "[data-session-close]" : "[data-session-stay]").focus();
  }

  async function stay() {
    try {
      const response = await fetch(form.action, {
        method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "error",
      });
      if (!response.ok) throw new Error(String(response.status));
      const left = await response.json();
      idleEnd = now() + left.idle;
      finalEnd = now() + left.final;
      answered();
      box.close();
    } catch {
      box.querySelector("[data-session-failed]").hidden = false;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (box.dataset.told === undefined) stay();
    else box.close();
  });
  box.addEventListener("cancel", (event) => { // Escape stays as well: it must not mean "sign me out"
    if (box.dataset.told !== undefined) return;
    event.preventDefault();
    stay();
  });

  /* --- what was typed --- */

  const guarded = () => [...document.querySelectorAll(".portal-form, [data-warn-unsaved], [data-autosave]")];
  const isKept = (field) => field.name && field.name !== "csrfmiddlewaretoken"
    && !["password", "file", "submit", "button"].includes(field.type);

  function isChanged(field) {
    if (field.type === "hidden") return false;
    if (field instanceof HTMLSelectElement) {
      return [...field.options].some((option) => option.selected !== option.defaultSelected);
    }
    return ["radio", "checkbox"].includes(field.type) ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue;
  }

  function leave() {
    clearInterval(timer);
    const forms = guarded().map((one, index) => [index, [...one.elements].filter(isKept)])
      .filter(([, fields]) => fields.some(isChanged))
      .map(([index, fields]) => [index, fields.map((field) => [field.name, field.value, field.checked ?? null])]);
    const held = box.open ? null : document.activeElement;
    const kept = { user: box.dataset.user, here, focus: held?.id || box.dataset.held || "", forms };
    if (forms.length) sessionStorage.setItem(KEPT, JSON.stringify(kept));
    document.body.dataset.leaving = ""; // nothing is lost: no question whether to leave (portal.js)
    location.assign(here); // the server sends to the sign-in page, and from there back
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.form && event.target.form !== form) box.dataset.held = event.target.id;
  });

  function bringBack() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
    if (!kept) return;
    if (kept.user !== box.dataset.user) { // somebody else sits here now
      sessionStorage.removeItem(KEPT);
      return;
    }
    if (kept.here !== here) return;
    sessionStorage.removeItem(KEPT);
    const forms = guarded();
    for (const [index, values] of kept.forms) {
      const fields = forms[index] ? [...forms[index].elements].filter(isKept) : [];
      values.forEach(([name, value, checked], place) => {
        const field = fields[place];
        if (!field || field.name !== name) return;
        if (["radio", "checkbox"].includes(field.type)) field.checked = checked && field.value === value;
        else field.value = value; // hidden ones too: they say which state the typing was built on
      });
      fields[0]?.dispatchEvent(new Event("input", { bubbles: true }));
    }
    document.getElementById(kept.focus)?.focus();
    document.dispatchEvent(new CustomEvent("announce", { detail: box.dataset.textBack }));
    const list = document.getElementById("messages");
    const line = document.createElement("p");
    line.className = "message";
    line.textContent = box.dataset.textBack;
    list?.prepend(line);
  }

  answered();
  bringBack();
  const timer = setInterval(tick, 1000);
})();
