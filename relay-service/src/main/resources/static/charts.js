"use strict";
(() => {
  const charts = document.getElementById("charts");
  if (!charts) return;
  const every = 10000;
  const leastSteps = 30;
  const width = 360;
  const height = 96;
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
  const perMinute = new Set(["events", "requests", "results"]);
  let span = "hour";
  let waiting = 0;

  function svg(name, attributes, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function top(values) {
    const most = 1.05 * Math.max(1, ...values);
    const power = 10 ** Math.floor(Math.log10(most));
    return [1, 2, 5, 10].map((factor) => factor * power).find((nice) => nice >= most);
  }

  // The newest step is at the right edge; where the relay was not there, there is no line.
  function path(values, highest, steps) {
    const x = (i) => width - (values.length - 1 - i) * (width / (steps - 1));
    const y = (value) => height - (value / highest) * (height - 4);
    const points = values.map((value, i) => `${x(i).toFixed(1)} ${y(value).toFixed(1)}`);
    return { line: "M" + points.join("L"), area: `M${x(0).toFixed(1)} ${height}L${points.join("L")}L${width} ${height}Z` };
  }

  function ago(seconds) {
    const minutes = Math.round(seconds / 60);
    return minutes < 120 ? minutes + " minutes ago" : Math.round(minutes / 60) + " hours ago";
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  function draw(figure, series) {
    const lines = figure.dataset.series.split(" ").map((name) =>
      series[name].map((value) => perMinute.has(name) ? value * 60 / series.step : value));
    const highest = top(lines.flat());
    const steps = Math.max(leastSteps, series.at.length);
    const newest = lines.map((line) => number.format(line[line.length - 1])).join(" and ");
    const caption = figure.querySelector("figcaption");
    caption.querySelector("b").textContent = newest;
    const picture = svg("svg", {
      viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img",
      "aria-label": `${caption.firstElementChild.textContent}: now ${newest}, at most ${number.format(Math.max(...lines.flat()))} in the last ${span}`,
    });
    [0.5, 1].forEach((part) => picture.append(svg("line", {
      class: "grid", x1: 0, x2: width, y1: height - part * (height - 4), y2: height - part * (height - 4),
    })));
    lines.forEach((values, i) => {
      const { line, area } = path(values, highest, steps);
      if (i === 0) picture.append(svg("path", { class: "area", d: area }));
      picture.append(svg("path", { class: i === 0 ? "first" : "second", d: line }));
    });
    const plot = element("div", "plot", "");
    plot.append(picture, element("span", "most", number.format(highest)));
    const scale = element("p", "scale", "");
    scale.append(element("span", "", ago(steps * series.step)), element("span", "", "now"));
    figure.replaceChildren(caption, plot, scale);
  }

  async function refresh() {
    clearTimeout(waiting);
    try {
      const answer = await fetch("/api/history/" + span, { cache: "no-store", signal: AbortSignal.timeout(5000) });
      const series = await answer.json();
      if (series.at.length > 0) {
        charts.hidden = false;
        charts.querySelectorAll(".chart").forEach((figure) => draw(figure, series));
      } else if (!charts.hidden) {
        charts.querySelectorAll(".chart").forEach((figure) => {
          figure.querySelector("b").textContent = "";
          figure.replaceChildren(figure.querySelector("figcaption"), element("p", "soon", "not enough seen yet"));
        });
      }
    } catch (error) {
      // the rest of the page says that there is no answer
    }
    waiting = setTimeout(refresh, every);
  }

  charts.querySelectorAll("[data-span]").forEach((button) => button.addEventListener("click", () => {
    span = button.dataset.span;
    charts.querySelectorAll("[data-span]").forEach((other) => other.setAttribute("aria-pressed", other === button));
    refresh();
  }));
  refresh();
})();
