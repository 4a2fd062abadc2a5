/* The ranking: a row can be dragged to another position. Without this script the buttons of each row do the same. */
"use strict";

(() => {
  const form = document.querySelector("form[data-ranking]");
  if (!form) return;
  const rows = [...form.querySelectorAll("tr[data-item]")];
  let dragged = null;

  function hidden(name, value) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }

  function mark(target) {
    rows.forEach((row) => row.classList.toggle("is-target", row === target && row !== dragged));
  }

  for (const row of rows) {
    row.draggable = true;
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.item);
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      mark(row);
    });
    row.addEventListener("dragend", () => {
      dragged = null;
      mark(null);
    });
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!dragged || dragged === row) return;
      hidden("item", dragged.dataset.item);
      hidden("position", row.dataset.position);
      form.requestSubmit();
    });
  }
})();
