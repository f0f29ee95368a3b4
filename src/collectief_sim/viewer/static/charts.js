// Small charts of both policies over time; a click goes to that month.
import { number, say } from "./words.js";

export const CHARTS = ["collectives", "stable", "area_active", "entrepreneurs", "displaced", "work_floor_m2", "mean_rent_eur_m2_year", "ladder", "homes_built", "public_cost_eur"];
const [WIDTH, HEIGHT] = [600, 100];

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
  constructor(root, go) {
    this.root = root;
    this.go = go;
  }

  build(histories) {
    this.last = Math.max(...Object.values(histories).map((history) => history.last));
    this.data = {};
    this.root.replaceChildren(...CHARTS.map((name) => this.chart(name, histories)));
  }

  chart(name, histories) {
    const lines = Object.fromEntries(Object.entries(histories).map(([arm, history]) => [arm, values(history, name)]));
    this.data[name] = lines;
    const known = Object.values(lines).flatMap((line) => Array.from(line)).filter((value) => !Number.isNaN(value));
    const top = Math.max(1e-9, ...known) * 1.05;
    const low = name === "mean_rent_eur_m2_year" ? Math.min(...known) * 0.95 : 0;
    const box = document.createElement("div");
    box.className = "chart";
    box.dataset.chart = name;
    const title = document.createElement("h3");
    const label = document.createElement("span");
    label.textContent = say(`charts|${name}`);
    const now = document.createElement("span");
    now.className = "now";
    title.append(label, now);
    const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label.textContent });
    for (const [arm, line] of Object.entries(lines)) svg.append(node("path", { class: arm, d: this.path(line, low, top) }));
    svg.append(node("line", { y1: 0, y2: HEIGHT, x1: 0, x2: 0 }));
    svg.addEventListener("click", (event) => {
      const place = svg.getBoundingClientRect();
      this.go(Math.round(((event.clientX - place.left) / place.width) * this.last));
    });
    box.append(title, svg);
    return box;
  }

  path(line, low, top) {
    let path = "";
    for (let frame = 0; frame < line.length; frame++) {
      if (Number.isNaN(line[frame])) continue;
      const y = HEIGHT - ((line[frame] - low) / (top - low)) * HEIGHT;
      path += `${path ? "L" : "M"}${((frame / this.last) * WIDTH).toFixed(1)} ${y.toFixed(1)}`;
    }
    return path;
  }

  cursor(frame) {
    const x = (frame / this.last) * WIDTH;
    for (const box of this.root.children) {
      const line = box.querySelector("line");
      line.setAttribute("x1", x);
      line.setAttribute("x2", x);
      const digits = box.dataset.chart === "ladder" ? 1 : 0;
      const told = Object.entries(this.data[box.dataset.chart]).map(([arm, series]) => `<b class="${arm}">${arm}</b> ${number(series[frame], digits)}`);
      box.querySelector(".now").innerHTML = told.join(" &nbsp; ");
    }
  }
}

export function node(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
