// Puts a figure's mark where the cursor stands in the text, instead of asking the server to put it at a paragraph's end.
"use strict";

(() => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    const text = document.getElementById("text");
    if (!button || !text) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end, value } = text;
    text.value = value.slice(0, start) + button.value + value.slice(end);
    text.focus();
    text.setSelectionRange(start + button.value.length, start + button.value.length);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
