// Confirming by keyboard: arrows go from figure to figure, Y confirms, N objects and goes to the sentence.
"use strict";

(() => {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;

  const typing = (target) => target.matches("input:not([type=radio]), textarea, select");
  const choice = (row, value) => row.querySelector(`input[type=radio][value="${value}"]`);
  const go = (row) => {
    (row.querySelector("input[type=radio]:checked") || choice(row, "confirm")).focus();
    row.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const at = rows.findIndex((row) => row.contains(event.target));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      go(rows[Math.min(Math.max(at + step, 0), rows.length - 1)]);
      return;
    }
    const said = { y: "confirm", n: "object" }[event.key.toLowerCase()];
    if (!said || at < 0) return;
    event.preventDefault();
    choice(rows[at], said).click();
    if (said === "object") rows[at].querySelector("input[name^=remark-]").focus();
    else if (at + 1 < rows.length) go(rows[at + 1]);
  });
})();
