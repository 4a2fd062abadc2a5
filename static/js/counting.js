/* Big buttons beside the numbers of a room. The page works without them. */
"use strict";

(() => {
  const page = document.querySelector(".room-count");
  if (!page) return;

  function button(field, sign, step, words) {
    const made = document.createElement("button");
    const label = document.querySelector(`label[for="${field.id}"]`);
    made.type = "button";
    made.className = "count-step";
    made.textContent = sign;
    made.setAttribute("aria-label", `${words}: ${label ? label.textContent.trim() : ""}`);
    made.addEventListener("click", () => {
      const from = field.value === "" ? Number(field.dataset.expected) : Number(field.value);
      field.value = Math.max(0, from + step); // "one less" than expected is 23 of 24, not none
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return made;
  }

  for (const field of page.querySelectorAll(".count-field")) {
    const row = document.createElement("span");
    row.className = "count-row";
    field.replaceWith(row);
    row.append(
      button(field, "−", -1, page.dataset.countLess),
      field,
      button(field, "+", 1, page.dataset.countMore),
    );
  }
})();
