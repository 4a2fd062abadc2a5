/* Back to a form that was sent, and sent again: the page is loaded anew and brings a new mark (submission_id), while the
   browser fills in what was typed. The entry of the browser's history remembers which mark stood for which text, as a
   short number and never the text itself: the same text goes out under its first mark and is stored once, another text
   under a new one. */
"use strict";

(() => {
  const isTyped = (field) => field.name && field.type !== "hidden" && !["submit", "button", "file"].includes(field.type)
    && (!["checkbox", "radio"].includes(field.type) || field.checked);
  const addressOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).href.split("#")[0];

  function sumOf(form) {
    const typed = JSON.stringify([...form.elements].filter(isTyped).map((field) => [field.name, field.value]));
    let [high, low] = [0xdeadbeef, 0x41c6ce57];
    for (let place = 0; place < typed.length; place += 1) {
      high = Math.imul(high ^ typed.charCodeAt(place), 2654435761);
      low = Math.imul(low ^ typed.charCodeAt(place), 1597334677);
    }
    return `${high >>> 0}-${low >>> 0}`;
  }

  function newMark() {
    const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
    bytes[6] = (bytes[6] & 0x0f) | 0x40; // version and variant of a UUID drawn by lot
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function onSubmit({ target: form }) {
    const field = form instanceof HTMLFormElement && form.elements.namedItem("submission_id");
    if (!(field instanceof HTMLInputElement) || form.hasAttribute("hx-post")) return; // that one leaves no page
    const [sent, address, sum] = [history.state?.sentOnce || {}, addressOf(form), sumOf(form)];
    const before = sent[address];
    if (before && before.sum === sum) field.value = before.mark;
    else if (before && before.mark === field.value) field.value = newMark();
    const sentOnce = { ...sent, [address]: { sum, mark: field.value } };
    try { history.replaceState({ ...history.state, sentOnce }, ""); } catch { /* the mark of the page has to do */ }
  }

  window.addEventListener("submit", onSubmit, true); // before anything keeps or sends the form
})();
