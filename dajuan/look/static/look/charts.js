// Draws each [data-chart] from the json_script whose id it names, and offers the table it stands beside.
// Without this script the table is shown; nothing is lost.
"use strict";

(() => {
  const FONTS = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC Variable",sans-serif';
  const COLOURS = ["#1d4f91", "#b3161d", "#3d7a5a", "#b7791f", "#5b6b8c", "#7a4a86", "#2a8a9d", "#8c5a3c"];
  const words = document.getElementById("words").dataset;
  const library = document.currentScript.dataset.library;
  let loading;

  const load = () => {
    loading = loading || new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  };

  // Shapes that a list of numbers cannot say, by the name under which a custom series asks for them.
  const SHAPES = {
    // From one day to another on a row, in the upper or lower lane: [row, first day, last day, lane].
    span: (params, api) => {
      const [row, lane] = [api.value(0), api.value(3)];
      const [from, to] = [api.coord([api.value(1), row]), api.coord([api.value(2), row])];
      const high = api.size([0, 1])[1];
      const { x, y, width, height } = params.coordSys;
      const left = Math.max(from[0], x), right = Math.min(Math.max(to[0], from[0] + 4), x + width);
      const top = from[1] + high * (lane ? 0.04 : -0.36);
      if (right < x || left > x + width || top < y - high || top > y + height) return null;
      const shape = { x: left, y: top, width: right - left, height: high * 0.32 };
      return { type: "rect", shape, style: { fill: api.visual("color") } };
    },
  };
  const shaped = (series) => (SHAPES[series.renderItem] ? { ...series, renderItem: SHAPES[series.renderItem] } : series);

  // A canvas and an SVG text cannot inherit the page's fonts: the explicit list is given, or Chinese shows as boxes.
  const dressed = (option) => ({
    color: COLOURS,
    animation: false,
    aria: { enabled: true, decal: { show: (option.series || []).length > 1 } },
    tooltip: { trigger: "axis", confine: true },
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    ...option,
    series: (option.series || []).map(shaped),
    textStyle: { fontFamily: FONTS, ...option.textStyle },
  });

  const toggle = (figure, picture, table) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm chart-toggle";
    const show = (asTable) => {
      table.hidden = !asTable;
      picture.hidden = asTable;
      button.textContent = asTable ? words.showChart : words.showTable;
      if (!asTable) window.echarts.getInstanceByDom(picture).resize();
    };
    button.addEventListener("click", () => show(table.hidden));
    (figure.querySelector("figcaption") || figure).append(button);
    show(false);
  };

  const draw = (figure) => {
    if (figure.dataset.drawn) return;
    figure.dataset.drawn = "yes";
    const option = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const picture = document.createElement("div");
    picture.className = "chart-picture";
    const table = figure.querySelector(".chart-table");
    if (option.rows) picture.style.height = `${option.rows * 2 + 6}rem`; // as many rows as there are things
    figure.insertBefore(picture, table);
    const chart = window.echarts.init(picture, null, { renderer: "svg" });
    chart.setOption(dressed(option));
    chart.on("click", (point) => point.data && point.data.url && location.assign(point.data.url));
    if (table) toggle(figure, picture, table);
    new ResizeObserver(() => chart.resize()).observe(picture);
  };

  const begin = (root) => {
    const figures = [...root.querySelectorAll("[data-chart]")];
    if (figures.length) load().then(() => figures.forEach(draw), () => {});
  };
  begin(document);
  document.addEventListener("htmx:load", (event) => begin(event.target.parentElement || document));
})();
