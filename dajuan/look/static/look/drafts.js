// Keeps what is typed into every form with data-keep on this device until the server has answered with success,
// so that an expired sign-in, a dead network or a closed tab loses nothing.
//
// A draft is gone when the next page carries a success message; a refusal, a sign-in page or an error page keeps it.
// Passwords, files and hidden fields are never kept. Signing out clears all drafts of the person.
"use strict";

(() => {
  const DAYS = 7;
  const person = document.body.dataset.user;
  const words = document.getElementById("words").dataset;
  const prefix = "draft:";

  const keyOf = (form) => `${prefix}${person}:${location.pathname}:${form.dataset.keep}`;

  const kept = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };

  const fieldsOf = (form) =>
    [...form.elements].filter(
      (field) => field.name && !field.closest("[data-not-kept]") &&
        !["hidden", "password", "file", "submit", "button"].includes(field.type),
    );

  const read = (form) =>
    fieldsOf(form).map((field) => {
      const box = field.type === "checkbox" || field.type === "radio";
      const value = field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
      return [field.name, box ? field.value : null, box ? field.checked : value];
    });

  const write = (form, values) => {
    let changed = false;
    for (const field of fieldsOf(form)) {
      const box = field.type === "checkbox" || field.type === "radio";
      const found = values.find(([name, choice]) => name === field.name && choice === (box ? field.value : null));
      if (!found) continue;
      const value = found[2];
      if (box) {
        changed = changed || field.checked !== value;
        field.checked = value;
      } else if (field.multiple) {
        for (const option of field.options) option.selected = value.includes(option.value);
      } else {
        changed = changed || field.value !== value;
        field.value = value;
      }
    }
    return changed;
  };

  const save = (form) => {
    try {
      localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values: read(form) }));
    } catch {
      // The device's store is full or forbidden: the form works as it did before.
    }
  };

  const notice = (form, key) => {
    const box = document.createElement("div");
    box.className = "notice notice-info";
    box.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = words.restored;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "btn btn-sm";
    discard.textContent = words.discard;
    discard.addEventListener("click", () => {
      localStorage.removeItem(key);
      location.reload();
    });
    box.append(text, discard);
    form.prepend(box);
  };

  const restore = (form) => {
    const key = keyOf(form);
    const draft = kept(key);
    // A refused form comes back as it was sent: the server's copy is the newer one.
    if (draft && !form.querySelector("[data-refused]") && write(form, draft.values)) notice(form, key);
    form.dispatchEvent(new CustomEvent("draft:ready", { bubbles: true }));
  };

  const watch = (form) => {
    let waiting;
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => save(form), 300);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => {
      clearTimeout(waiting);
      save(form);
      sessionStorage.setItem("sent", keyOf(form));
    });
  };

  const forget = (test) => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix) && test(key)) localStorage.removeItem(key);
  };

  // Only the page that answers the sending itself decides: the success of a later sign-in is not the form's.
  const sent = sessionStorage.getItem("sent");
  sessionStorage.removeItem("sent");
  if (sent && document.querySelector("[data-message=success]") && !document.body.dataset.outcome) {
    localStorage.removeItem(sent);
  }
  forget((key) => !(kept(key)?.at > Date.now() - DAYS * 86400000));

  const begin = (root) => {
    for (const form of root.querySelectorAll("form[data-keep]")) {
      if (form.dataset.watched) continue;
      form.dataset.watched = "yes";
      restore(form);
      watch(form);
    }
  };
  if (person) begin(document);
  document.addEventListener("htmx:load", (event) => person && begin(event.target.parentElement || document));

  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", () => forget((key) => key.startsWith(`${prefix}${person}:`)));
  }
})();
