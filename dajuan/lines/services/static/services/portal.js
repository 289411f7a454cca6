// A form that is sent once: its buttons rest after the first press. A file above the limit is named before it travels.
"use strict";

(() => {
  const LARGEST = 32 * 1024 * 1024;
  document.querySelectorAll("form[data-once]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "yes";
      return undefined;
    });
    form.querySelectorAll("input[type=file]").forEach((input) => {
      input.addEventListener("change", () => {
        const large = [...input.files].some((file) => file.size > LARGEST);
        input.setCustomValidity(large ? form.dataset.largest || " " : "");
        input.reportValidity();
      });
    });
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-once]").forEach((form) => { delete form.dataset.sent; });
  });
})();
