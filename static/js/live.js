/* Screens at the table follow each other (docs/adr/0020): one small question a second, and only when the answer is
   new, the parts marked data-live-part fetch themselves again. A page with text fields is one part of several
   data-live-fragment: one in which somebody is typing waits until they are done. Without this script the page has a
   link to reload. */
"use strict";

(() => {
  const root = document.querySelector("[data-live]");
  if (!root) return;

  const EVERY = 1000; // milliseconds between two questions
  const PATIENCE = 4000; // without an answer for so long, the line counts as lost
  const line = document.querySelector("[data-live-state]");
  let known = root.dataset.liveRevision;
  let heard = Date.now();
  let isLost = false;

  function tell(lost) {
    if (lost === isLost) return;
    isLost = lost;
    document.body.classList.toggle("is-offline", lost);
    if (line) line.textContent = lost ? line.dataset.lost : line.dataset.back;
    document.dispatchEvent(new CustomEvent(lost ? "live:lost" : "live:back"));
  }

  /* --- what is being typed is not replaced --- */

  function isChanged(field) {
    if (field instanceof HTMLSelectElement) {
      const options = [...field.options];
      return field.value !== (options.find((option) => option.defaultSelected) || options[0])?.value;
    }
    return field.value !== field.defaultValue;
  }

  function isBusy(fragment) {
    const fields = [...fragment.querySelectorAll("textarea, select, input:not([type=hidden])")];
    const isHeld = (field) => field === document.activeElement && !(field instanceof HTMLInputElement);
    return fields.some((field) => isHeld(field) || isChanged(field));
  }

  const late = new Set(); // fragments that have missed a change

  document.addEventListener("htmx:before:swap", (event) => {
    const tasks = event.detail.tasks;
    for (const task of [...tasks]) {
      if (!(task.target instanceof Element) || !task.target.matches("[data-live-fragment]")) continue;
      if (isBusy(task.target)) {
        tasks.splice(tasks.indexOf(task), 1);
        late.add(task.target);
      } else {
        late.delete(task.target);
      }
    }
  });

  /* a form with data-live-reset is empty again once its entry is stored; what the server did not take is sent again as
     a whole page, which says why and keeps what was typed */
  document.addEventListener("htmx:after:request", (event) => {
    const { sourceElement, response } = event.detail.ctx;
    if (!(sourceElement instanceof HTMLFormElement) || sourceElement.dataset.liveReset === undefined) return;
    if (response?.status < 400 && new URL(response.raw.url).pathname === location.pathname) sourceElement.reset();
    else if (response?.status === 422) sourceElement.submit();
  });

  const isDue = () => [...late].some((fragment) => !isBusy(fragment));

  function refresh() {
    for (const part of document.querySelectorAll("[data-live-part]")) {
      part.dispatchEvent(new CustomEvent("live"));
    }
  }

  async function ask() {
    try {
      const response = await fetch(root.dataset.live, {
        headers: { Accept: "application/json" },
        credentials: "omit", // asking is no work of the person: an unattended screen keeps nobody signed in
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (!response.ok) throw new Error(String(response.status));
      const { revision } = await response.json();
      heard = Date.now();
      tell(false);
      if (String(revision) !== known || isDue()) {
        known = String(revision);
        refresh();
      }
    } catch {
      if (Date.now() - heard > PATIENCE) tell(true);
    }
  }

  async function follow() {
    await ask();
    setTimeout(follow, EVERY);
  }

  /* a part that could not be fetched is asked for again with the next answer */
  document.addEventListener("htmx:error", () => { known = ""; });

  /* what was written from this very screen is seen here at once, not only by the others */
  document.addEventListener("portal:saved", ask);

  setTimeout(follow, EVERY * Math.random()); // sixty phones do not knock at the same moment
})();

/* The clock of the current item: minutes since it began. The page says the same in words without this script. */
(() => {
  function tick() {
    for (const clock of document.querySelectorAll("[data-clock-since]")) {
      const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.clockSince)) / 60000));
      const planned = Number(clock.dataset.clockMinutes);
      const left = planned - minutes;
      const text = left >= 0 ? clock.dataset.textLeft : clock.dataset.textOver;
      const shown = text.replace("#", Math.abs(left).toLocaleString("de-DE"));
      if (clock.textContent !== shown) clock.textContent = shown;
      clock.classList.toggle("clock--over", left < 0);
    }
  }
  setInterval(tick, 1000);
  document.addEventListener("htmx:after:swap", tick);
  tick();
})();
