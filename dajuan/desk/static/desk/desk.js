// The map's layers are switched on and off; the cockpit's board is swapped only where it has changed.
"use strict";

(() => {
  const NONE = { type: "FeatureCollection", features: [] };
  const fetched = new Map();

  const shapesOf = (address) => {
    if (!fetched.has(address)) {
      const asked = fetch(address, { headers: { Accept: "application/geo+json" } })
        .then((answer) => (answer.ok ? answer.json() : NONE))
        .catch(() => NONE); // no network, or the sign-in page instead of shapes
      fetched.set(address, asked);
    }
    return fetched.get(address);
  };

  // What has a light keeps its colour; the rest takes the colour of its layer.
  const coloured = (shapes, box) => {
    const swatch = box.closest("label").querySelector(".swatch");
    const colour = getComputedStyle(swatch).backgroundColor;
    return shapes.features.filter((feature) => feature.geometry).map((feature) => ({
      ...feature,
      properties: { ...feature.properties, colour: feature.properties.light ? feature.properties.colour : colour },
    }));
  };

  const shown = async (boxes) => {
    const features = [];
    for (const box of boxes) {
      if (!box.checked) continue;
      const some = coloured(await shapesOf(box.value), box);
      box.closest("label").querySelector("[data-count]").textContent = `(${some.length})`;
      features.push(...some);
    }
    return { type: "FeatureCollection", features };
  };

  document.addEventListener("map:ready", (event) => {
    const switches = document.querySelector(`[data-layers="${event.target.dataset.map}"]`);
    if (!switches) return;
    const boxes = [...switches.querySelectorAll("input")];
    const draw = async () => event.detail.show(await shown(boxes));
    switches.hidden = false;
    switches.addEventListener("change", draw);
    draw();
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    // Nothing has changed; or the sign-in has expired and the answer is another page.
    if (xhr.status === 304) event.detail.shouldSwap = false;
    else if (!new URL(xhr.responseURL).pathname.endsWith("/cockpit/board/")) {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });
})();
