// Draws each [data-map] from the GeoJSON of the json_script it names, or of data-url; fits the shapes; opens a popup
// whose link leads to the record. There is no base map unless the installation names one. Nothing here measures:
// the amount that counts is the acceptance document's. [data-position] fills a point from the device.
"use strict";

(() => {
  const words = document.getElementById("words").dataset;
  const settings = document.currentScript.dataset;
  const BLUE = "#1d4f91";
  let loading;

  const load = () => {
    loading = loading || new Promise((done, failed) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = settings.style;
      const script = document.createElement("script");
      script.src = settings.library;
      script.onload = done;
      script.onerror = failed;
      document.head.append(style, script);
    });
    return loading;
  };

  const ground = () => {
    const layers = [{ id: "ground", type: "background", paint: { "background-color": "#e8edf3" } }];
    if (!settings.base) return { version: 8, sources: {}, layers };
    layers.push({ id: "base", type: "raster", source: "base" });
    return { version: 8, sources: { base: { type: "raster", tiles: [settings.base], tileSize: 256 } }, layers };
  };

  const bounds = (shapes) => {
    const box = new window.maplibregl.LngLatBounds();
    const walk = (part) => (typeof part[0] === "number" ? box.extend([part[0], part[1]]) : part.forEach(walk));
    const open = (shape) => {
      if (!shape) return;
      if (shape.geometries) shape.geometries.forEach(open);
      else if (shape.coordinates && shape.coordinates.length) walk(shape.coordinates);
    };
    shapes.features.forEach((feature) => open(feature.geometry));
    return box;
  };

  // Text is set as text, never as markup: names come from people.
  const popup = (feature) => {
    const { title, note, url } = feature.properties;
    const box = document.createElement("div");
    for (const line of [title, note].filter(Boolean)) {
      const text = document.createElement("p");
      text.textContent = line;
      box.append(text);
    }
    if (url && url.startsWith("/")) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = words.open;
      box.append(link);
    }
    return box;
  };

  const colour = ["coalesce", ["get", "colour"], BLUE];
  const LAYERS = [
    { id: "areas", type: "fill", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.3 } },
    { id: "edges", type: "line", filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": colour, "line-width": 1.5 } },
    { id: "lines", type: "line", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": colour, "line-width": 4 } },
    {
      id: "points", type: "circle", filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-color": colour, "circle-radius": 6, "circle-stroke-color": "#fff", "circle-stroke-width": 1.5 },
    },
  ];

  const draw = async (place) => {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "yes";
    try {
      const shapes = place.dataset.url
        ? await (await fetch(place.dataset.url, { headers: { Accept: "application/geo+json" } })).json()
        : JSON.parse(document.getElementById(place.dataset.map).textContent);
      const map = new window.maplibregl.Map({
        container: place, style: ground(), center: [108.95, 34.34], zoom: 10, attributionControl: false,
        cooperativeGestures: false, fadeDuration: 0,
      });
      map.addControl(new window.maplibregl.NavigationControl({ showCompass: false }));
      map.addControl(new window.maplibregl.ScaleControl());
      map.scrollZoom.disable();
      map.on("load", () => {
        map.addSource("shapes", { type: "geojson", data: shapes });
        for (const layer of LAYERS) {
          map.addLayer({ ...layer, source: "shapes" });
          map.on("mouseenter", layer.id, () => { map.getCanvas().style.cursor = "pointer"; });
          map.on("mouseleave", layer.id, () => { map.getCanvas().style.cursor = ""; });
        }
        map.on("click", (event) => {
          const [feature] = map.queryRenderedFeatures(event.point, { layers: LAYERS.map((layer) => layer.id) });
          if (feature) new window.maplibregl.Popup().setLngLat(event.lngLat).setDOMContent(popup(feature)).addTo(map);
        });
        const fit = (some) => {
          const box = bounds(some);
          if (!box.isEmpty()) map.fitBounds(box, { padding: 32, maxZoom: 16, animate: false });
        };
        const show = (some) => {
          map.getSource("shapes").setData(some);
          fit(some);
        };
        fit(shapes);
        if (place.dataset.pickLon) pick(map, place);
        place.dataset.ready = "yes";
        // A page that switches layers shows other shapes on the same map.
        place.dispatchEvent(new CustomEvent("map:ready", { bubbles: true, detail: { show } }));
      });
    } catch {
      place.textContent = words.noMap;
      place.style.height = "auto";
    }
  };

  // A tap on a map that asks for a position fills two inputs; what is typed or located there moves the mark.
  const pick = (map, place) => {
    const inputs = [place.dataset.pickLon, place.dataset.pickLat].map((id) => document.getElementById(id));
    if (inputs.some((input) => !input)) return;
    const mark = new window.maplibregl.Marker({ color: "#b3161d" });
    const follow = (move) => {
      const [lon, lat] = inputs.map((input) => parseFloat(input.value));
      if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return;
      mark.setLngLat([lon, lat]).addTo(map);
      if (move) map.jumpTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 15) });
    };
    map.on("click", (event) => {
      [event.lngLat.lng, event.lngLat.lat].forEach((value, at) => { inputs[at].value = value.toFixed(6); });
      follow(false);
    });
    inputs.forEach((input) => input.addEventListener("input", () => follow(true)));
    follow(true);
  };

  const fill = (id, value) => {
    const field = document.getElementById(id);
    if (!field) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const position = (part) => {
    if (!navigator.geolocation || part.dataset.watched) return;
    part.dataset.watched = "yes";
    part.hidden = false;
    const status = part.querySelector("[role=status]");
    part.querySelector("button").addEventListener("click", () => {
      status.textContent = words.locating;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const [lon, lat] = [coords.longitude.toFixed(6), coords.latitude.toFixed(6)];
          fill(part.dataset.lon, lon);
          fill(part.dataset.lat, lat);
          fill(part.dataset.geojson, `{"type": "Point", "coordinates": [${lon}, ${lat}]}`);
          status.textContent = words.located;
        },
        () => { status.textContent = words.notLocated; },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
  };

  const begin = (root) => {
    root.querySelectorAll("[data-position]").forEach(position);
    const places = [...root.querySelectorAll("[data-map]")];
    if (places.length) load().then(() => places.forEach(draw), () => {});
  };
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.target.parentElement || document));
})();
