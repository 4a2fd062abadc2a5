/* An order that can be dragged: data-arrange on the list names its form, empty where the list stands in the form itself.
   A line with a data-handle is taken hold of there only, so that text in it can still be marked. Without this script the
   buttons of each line do the same. A line with data-said that the address names was just moved: its button keeps the
   focus, or the other one where it can go no further, and its new place is read out. */
"use strict";

(() => {
  for (const list of document.querySelectorAll("[data-arrange]")) {
    const form = document.getElementById(list.dataset.arrange) ?? list.closest("form");
    const rows = [...list.querySelectorAll("[data-item]")];
    let dragged = null;

    const target = document.getElementById(location.hash.slice(1));
    const arrived = target?.closest("[data-said]");
    if (arrived && list.contains(arrived)) {
      /* later: while the page is loading, the browser looks for the address itself and no live region is read */
      window.addEventListener("load", () => setTimeout(() => {
        const buttons = [target, ...arrived.querySelectorAll("button")];
        if (target.matches("button")) buttons.find((button) => !button.disabled)?.focus();
        document.dispatchEvent(new CustomEvent("announce", { detail: arrived.dataset.said }));
      }, 200));
    }

    const hidden = (name, value) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));

    const mark = (target) => rows.forEach((row) => row.classList.toggle("is-target", row === target && row !== dragged));

    for (const row of rows) {
      const grip = row.querySelector("[data-handle]") ?? row;
      grip.draggable = true;
      grip.addEventListener("dragstart", (event) => {
        dragged = row;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", row.dataset.item);
        if (grip !== row) event.dataTransfer.setDragImage(row, 0, 0);
      });
      row.addEventListener("dragover", (event) => {
        if (!dragged) return;
        event.preventDefault();
        mark(row);
      });
      grip.addEventListener("dragend", () => {
        dragged = null;
        mark(null);
      });
      row.addEventListener("drop", (event) => {
        if (!dragged) return;
        event.preventDefault();
        if (dragged === row) return;
        hidden("item", dragged.dataset.item);
        hidden("position", row.dataset.position);
        form.requestSubmit();
      });
    }
  }
})();
