/* Nobody scrolls a projector: what the wall shows is made smaller until all of it stands on the screen, and no smaller
   than half. Who magnifies the page has a narrow window, and there the page scrolls as any other. Without this script
   too. */
"use strict";

(() => {
  const SMALLEST = 0.5;
  const STEP = 0.05;
  const wide = matchMedia("(min-width: 60rem)");

  function isWhole(wall, body) {
    const cut = [...body.querySelectorAll(".table-region")];
    return wall.getBoundingClientRect().height <= innerHeight + 1
      && cut.every((region) => region.scrollWidth <= region.clientWidth + 1);
  }

  function fit() {
    const wall = document.getElementById("wall");
    const body = wall?.querySelector(".wall__body");
    if (!body) return;
    body.style.zoom = "";
    if (!wide.matches) return;
    for (let size = 1 - STEP; size >= SMALLEST && !isWhole(wall, body); size -= STEP) body.style.zoom = size.toFixed(2);
  }

  document.addEventListener("htmx:after:swap", fit);
  addEventListener("resize", fit);
  document.fonts.ready.then(fit);
  fit();
})();
