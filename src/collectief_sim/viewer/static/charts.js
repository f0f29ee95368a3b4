// Small charts of both policies over time, with axes; a click goes to that month.
import { date, number, say } from "./words.js";

export const CHARTS = ["collectives", "stable", "area_active", "entrepreneurs", "displaced", "work_floor_m2", "mean_rent_eur_m2_year", "ladder", "homes_built", "public_cost_eur"];
const [WIDTH, HEIGHT] = [600, 100];
const YEARS = [1, 2, 5, 10, 20, 50, 100];

export function values(history, name) {
  if (name !== "ladder") return history.series(name);
  const found = new Float32Array(history.last + 1).fill(NaN);
  for (let frame = 0; frame <= history.last; frame++) {
    const step = history.standing("step", frame);
    const alive = history.alive(frame);
    if (alive.length) found[frame] = alive.reduce((sum, one) => sum + step[one], 0) / alive.length;
  }
  return found;
}

export class Charts {
  // `hover(frame, text, event)` tells what is under the mouse; without arguments: nothing.
  constructor(root, go, hover) {
    Object.assign(this, { root, go, hover });
  }

  build(histories, marks) {
    this.start = histories.A.start;
    this.last = Math.max(...Object.values(histories).map((history) => history.last));
    this.years = ticks(this.start, this.last);
    this.data = {};
    this.root.replaceChildren(...CHARTS.map((name) => this.chart(name, histories, marks)));
  }

  chart(name, histories, marks) {
    const lines = Object.fromEntries(Object.entries(histories).map(([arm, history]) => [arm, values(history, name)]));
    this.data[name] = lines;
    const known = Object.values(lines).flatMap((line) => Array.from(line)).filter((value) => !Number.isNaN(value));
    const low = name === "mean_rent_eur_m2_year" && known.length ? Math.floor(Math.min(...known) * 0.95) : name === "ladder" ? 1 : 0;
    const top = Math.max(low + 1, round(Math.max(...known, 0), name === "ladder"));
    const box = document.createElement("div");
    box.className = "chart";
    box.dataset.chart = name;
    const title = document.createElement("h3");
    const now = part("span", "now");
    title.append(part("span", "", say(`charts|${name}`)), now);
    const svg = this.svg(lines, low, top, marks);
    svg.setAttribute("aria-label", say(`charts|${name}`));
    this.listen(svg, name);
    const plot = part("div", "plot");
    plot.append(svg, part("span", "top", number(top)), part("span", "low", number(low)));
    box.append(title, plot, this.axis());
    return box;
  }

  svg(lines, low, top, marks) {
    const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" });
    const upright = (frame, kind) => node("line", { class: kind, y1: 0, y2: HEIGHT, x1: this.x(frame), x2: this.x(frame) });
    for (const [frame] of this.years) svg.append(upright(frame, "year"));
    for (const mark of marks) if (mark.outside) svg.append(upright(mark.frame, `mark ${mark.arm ?? ""}`));
    for (const [arm, line] of Object.entries(lines)) svg.append(node("path", { class: arm, d: this.path(line, low, top) }));
    svg.append(upright(0, "cursor"));
    return svg;
  }

  axis() {
    const axis = part("div", "axis");
    axis.setAttribute("aria-hidden", "true");
    for (const [frame, year] of this.years) {
      const share = frame / this.last;
      const label = part("span", share < 0.05 ? "start" : share > 0.95 ? "end" : "", year);
      label.style.left = `${share * 100}%`;
      axis.append(label);
    }
    return axis;
  }

  listen(svg, name) {
    const frame = (event) => {
      const place = svg.getBoundingClientRect();
      return Math.max(0, Math.min(this.last, Math.round(((event.clientX - place.left) / place.width) * this.last)));
    };
    svg.addEventListener("click", (event) => this.go(frame(event)));
    svg.addEventListener("mousemove", (event) => this.hover(frame(event), `${date(this.start, frame(event))} · ${this.told(name, frame(event)).map((pair) => pair.join(" ")).join(" · ")}`, event));
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

  told(name, frame) {
    return Object.entries(this.data[name]).map(([arm, series]) => [arm, number(series[frame], name === "ladder" ? 1 : 0)]);
  }

  cursor(frame) {
    for (const box of this.root.children) {
      const line = box.querySelector("line.cursor");
      line.setAttribute("x1", this.x(frame));
      line.setAttribute("x2", this.x(frame));
      const now = this.told(box.dataset.chart, frame).flatMap(([arm, value], i) => [i ? " \u00a0 " : "", part("b", arm, arm), ` ${value}`]);
      box.querySelector(".now").replaceChildren(...now);
    }
  }
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

function part(tag, kind, text = "") {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}

export function node(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
