/* The number that a slider stands at, beside its label: a slider alone shows none. */
"use strict";

(() => {
  for (const slider of document.querySelectorAll("input[type=range]")) {
    const label = document.querySelector(`label[for="${slider.id}"]`);
    if (!label) continue;
    const shown = document.createElement("span");
    shown.className = "slider-value";
    shown.ariaHidden = "true"; // a screen reader says the value of the slider itself
    const tell = () => {
      const value = Number(slider.value).toLocaleString("de-DE", { signDisplay: "exceptZero" }).replace("-", "\u2212");
      shown.textContent = `${value}\u00a0%`;
    };
    slider.addEventListener("input", tell);
    tell();
    label.append(shown);
  }
})();
