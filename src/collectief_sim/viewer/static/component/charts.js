// Small charts of all policies over time, with axes; a click goes to that month.
import { drawn, make } from "./dom.js";

export const CHARTS = ["collectives", "stable", "area_active", "entrepreneurs", "displaced", "work_floor_m2", "mean_rent_eur_m2_year", "ladder", "homes_built", "public_cost_eur"];
const WIDTH = 600;
const HEIGHT = 100;
const YEARS = [1, 2, 5, 10, 20, 50, 100];

export class Charts {
  // `hover(text, event)` tells what is under the mouse; without arguments: nothing.
  constructor(root, names, go, hover) {
    Object.assign(this, { root, names, go, hover });
  }

  // Charts of these histories; those of a run that goes on have the width of its whole time.
  build(words, histories, marks) {
    const some = Object.values(histories);
    Object.assign(this, { words, start: some[0].start, arms: Object.keys(histories) });
    this.last = Math.max(1, ...some.map((history) => (history.live ? history.months : history.last)));
    this.years = ticks(this.start, this.last);
    this.charts = this.names.map((name) => this.chart(name, marks));
    this.root.replaceChildren(...this.charts.map(({ box }) => box));
    this.fill(histories);
  }

  // The same charts with what these histories say.
  fill(histories) {
    for (const chart of this.charts) {
      chart.lines = Object.fromEntries(Object.entries(histories).map(([arm, history]) => [arm, history.series(chart.name)]));
      const [low, top] = bounds(chart.name, Object.values(chart.lines));
      chart.top.textContent = this.words.number(top);
      chart.low.textContent = this.words.number(low);
      for (const arm of this.arms) chart.paths[arm].setAttribute("d", this.path(chart.lines[arm], low, top));
    }
  }

  chart(name, marks) {
    const title = this.words.say(`charts|${name}`);
    const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": title });
    for (const [frame] of this.years) svg.append(this.upright(frame, "year"));
    for (const mark of marks) if (mark.outside) svg.append(this.upright(mark.frame, `mark ${mark.arm ?? ""}`));
    const paths = Object.fromEntries(this.arms.map((arm) => [arm, drawn("path", { class: arm })]));
    const cursor = this.upright(0, "cursor");
    svg.append(...Object.values(paths), cursor);
    const [now, top, low] = ["now", "top", "low"].map((className) => make("span", { className }));
    const box = make("div", { className: "chart" }, make("h3", {}, make("span", {}, title), now), make("div", { className: "plot" }, svg, top, low), this.axis());
    box.dataset.chart = name;
    const chart = { name, box, paths, cursor, now, top, low };
    this.listen(svg, chart);
    return chart;
  }

  upright(frame, kind) {
    return drawn("line", { class: kind, y1: 0, y2: HEIGHT, x1: this.x(frame), x2: this.x(frame) });
  }

  axis() {
    const axis = make("div", { className: "axis", "aria-hidden": "true" });
    for (const [frame, year] of this.years) {
      const share = frame / this.last;
      const label = make("span", { className: share < 0.05 ? "start" : share > 0.95 ? "end" : "" }, String(year));
      label.style.left = `${share * 100}%`;
      axis.append(label);
    }
    return axis;
  }

  listen(svg, chart) {
    const frame = (event) => {
      const place = svg.getBoundingClientRect();
      return Math.max(0, Math.min(this.last, Math.round(((event.clientX - place.left) / place.width) * this.last)));
    };
    const told = (at) => `${this.words.date(this.start, at)} · ${this.told(chart, at).map((pair) => pair.join(" ").trim()).join(" · ")}`;
    svg.addEventListener("click", (event) => this.go(frame(event)));
    svg.addEventListener("mousemove", (event) => this.hover(told(frame(event)), event));
    svg.addEventListener("mouseleave", () => this.hover());
  }

  x(frame) {
    return (frame / this.last) * WIDTH;
  }

  path(line, low, top) {
    let path = "";
    for (let frame = 0; frame < line.length; frame++) {
      if (Number.isNaN(line[frame])) continue;
      const y = HEIGHT - ((line[frame] - low) / (top - low)) * HEIGHT;
      path += `${path ? "L" : "M"}${this.x(frame).toFixed(1)} ${y.toFixed(1)}`;
    }
    return path;
  }

  // The policy (if there are two) and the value of each.
  told(chart, frame) {
    return this.arms.map((arm) => [this.arms.length > 1 ? arm : "", this.words.number(chart.lines[arm][frame], chart.name === "ladder" ? 1 : 0)]);
  }

  cursor(frame) {
    for (const chart of this.charts) {
      chart.cursor.setAttribute("x1", this.x(frame));
      chart.cursor.setAttribute("x2", this.x(frame));
      const now = this.told(chart, frame).flatMap(([arm, value], i) => [i ? " \u00a0 " : "", make("b", { className: arm }, arm), ` ${value}`]);
      chart.now.replaceChildren(...now);
    }
  }
}

// From where to where a chart goes.
function bounds(name, lines) {
  let [least, most] = [Infinity, 0];
  for (const line of lines) for (const value of line) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const low = name === "mean_rent_eur_m2_year" && Number.isFinite(least) ? Math.floor(least * 0.95) : name === "ladder" ? 1 : 0;
  return [low, Math.max(low + 1, round(most, name === "ladder"))];
}

// Frames at which a year begins, four or fewer of them, with the year.
export function ticks(start, last) {
  const [first, month] = start.split("-").map(Number);
  const apart = YEARS.find((years) => last / 12 / years <= 4) ?? YEARS.at(-1);
  const found = [];
  for (let year = Math.ceil((first + (month - 1) / 12) / apart) * apart; ; year += apart) {
    const frame = (year - first) * 12 - (month - 1);
    if (frame > last) return found;
    found.push([frame, year]);
  }
}

// The next round number up.
function round(value, small) {
  if (small || value <= 10) return Math.ceil(value);
  const unit = 10 ** Math.floor(Math.log10(value)) / 10;
  return Math.ceil(value / unit) * unit;
}
