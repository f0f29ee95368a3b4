// Sliders and switches for both policies. What is set is pending until it is said from when it holds.
import { most, startOf } from "./bounds.js";

const ARMS = ["A", "B"];

export class Levers {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.pending = { A: {}, B: {} };
    this.held = { A: {}, B: {} };
    this.shows = [];
    this.bounded = [];
    this.open = new Set(["leases"]);
  }

  // `usual` are the values of the scenario by path.
  build(words, levers, usual) {
    Object.assign(this, { words, usual, bounded: levers.filter((lever) => lever.within) });
    this.shows = [];
    const groups = new Map();
    for (const lever of levers) groups.set(lever.group, [...(groups.get(lever.group) ?? []), lever]);
    this.root.replaceChildren(...[...groups].map(([name, some]) => this.group(name, some)));
  }

  // The settings of each policy at the month shown.
  hold(held) {
    if (JSON.stringify(held) === JSON.stringify(this.held)) return;
    this.held = held;
    this.refresh();
  }

  // What was pending holds now, or was taken back; what was set in the meantime stays.
  forget(settled = this.pending) {
    const stays = (arm) => Object.fromEntries(Object.entries(this.pending[arm]).filter(([path, value]) => settled[arm][path] !== value));
    this.pending = { A: stays("A"), B: stays("B") };
    this.refresh();
    this.changed();
  }

  any() {
    return ARMS.some((arm) => Object.keys(this.wanted(arm)).length);
  }

  // What is pending of a policy, and what has to follow: a break is lowered with the lease.
  wanted(arm) {
    const paths = [...Object.keys(this.pending[arm]), ...this.bounded.map(({ path }) => path)];
    const found = Object.fromEntries(paths.map((path) => [path, this.value(arm, path)]));
    return Object.fromEntries(Object.entries(found).filter(([path, value]) => value !== this.before(arm, path)));
  }

  refresh() {
    for (const show of this.shows) show();
  }

  // A value as it would hold: no more than it can be beside the others.
  value(arm, path) {
    const lever = this.bounded.find((one) => one.path === path);
    const value = this.said(arm, path);
    return lever && typeof value === "number" ? Math.min(value, this.longest(arm, lever)) : value;
  }

  said(arm, path) {
    return path in this.pending[arm] ? this.pending[arm][path] : this.before(arm, path);
  }

  before(arm, path) {
    return path in this.held[arm] ? this.held[arm][path] : this.usual[path];
  }

  longest(arm, lever) {
    return most(lever, (path) => this.said(arm, path));
  }

  set(arm, path, value) {
    if (value === this.before(arm, path)) delete this.pending[arm][path];
    else this.pending[arm][path] = value;
    this.refresh();
    this.changed();
  }

  group(name, levers) {
    const box = document.createElement("details");
    box.open = this.open.has(name);
    box.addEventListener("toggle", () => this.open[box.open ? "add" : "delete"](name));
    const summary = document.createElement("summary");
    summary.textContent = this.words.say(`groups|${name}`);
    box.append(summary, ...levers.map((lever) => this.lever(lever)));
    const show = () => summary.classList.toggle("differs", levers.some(({ path }) => this.value("A", path) !== this.value("B", path)));
    this.shows.push(show);
    show();
    return box;
  }

  lever(lever) {
    const box = document.createElement("fieldset");
    box.className = "lever";
    box.dataset.path = lever.path;
    const legend = document.createElement("legend");
    legend.textContent = this.words.in(lever.name);
    const about = document.createElement("span");
    about.className = "about";
    const digits = lever.slider?.[2] < 1 ? 2 : 0;
    const [low, high] = (lever.slider ?? []).map((value) => this.words.number(value, Number.isInteger(value) ? 0 : digits));
    const told = lever.slider ? [this.words.say("about|range", { low, high, unit: this.words.say(`units|${lever.unit}`) })] : [];
    about.textContent = [...told, source(this.words, lever.source)].join(" · ");
    const meaning = sentence(this.words.in(lever.meaning));
    const range = lever.slider ? this.words.say("about|file", { low: this.words.number(lever.range[0]), high: this.words.number(lever.range[1]) }) : "";
    about.title = `${meaning} ${range}`.trim();
    box.append(legend, about, ...ARMS.map((arm) => this.input(arm, lever, digits)));
    return box;
  }

  row(arm, ...parts) {
    const row = document.createElement("div");
    row.className = "row";
    const name = document.createElement("b");
    name.className = arm;
    name.textContent = arm;
    row.append(name, ...parts);
    return row;
  }

  input(arm, lever, digits) {
    if (lever.slider) return this.slider(arm, lever, digits);
    return lever.options ? this.choice(arm, lever) : this.toggle(arm, lever);
  }

  choice(arm, lever) {
    const select = document.createElement("select");
    select.append(...Object.entries(lever.options).map(([value, said]) => new Option(this.words.in(said), value)));
    select.setAttribute("aria-label", `${this.words.in(lever.name)}, ${arm}`);
    select.addEventListener("change", () => this.set(arm, lever.path, select.value));
    const row = this.row(arm, select);
    row.classList.add("choice");
    this.showing(row, arm, lever, (value) => { select.value = value; });
    return row;
  }

  toggle(arm, lever) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", `${this.words.in(lever.name)}, ${arm}`);
    box.addEventListener("change", () => this.set(arm, lever.path, box.checked));
    const label = document.createElement("label");
    const word = document.createElement("span");
    label.append(box, " ", word);
    const row = this.row(arm, label);
    this.showing(row, arm, lever, (value) => {
      box.checked = value;
      word.textContent = this.words.say(value ? "card|yes" : "card|no");
    });
    return row;
  }

  slider(arm, lever, digits) {
    const slider = document.createElement("input");
    const [min, max, step] = lever.slider;
    Object.assign(slider, { type: "range", min, max, step });
    slider.setAttribute("aria-label", `${this.words.in(lever.name)}, ${arm}`);
    slider.addEventListener("input", () => this.set(arm, lever.path, Number(slider.value)));
    const output = document.createElement("output");
    const row = this.row(arm, slider, output);
    const limit = lever.absent ? this.limit(row, arm, lever) : null;
    this.showing(row, arm, lever, (value) => {
      const none = Boolean(limit) && value === lever.nothing;
      const longest = this.longest(arm, lever);
      slider.max = Math.min(max, longest);
      slider.value = none ? startOf(lever, longest) : value;
      slider.disabled = none;
      if (limit) [limit.checked, limit.disabled] = [none, none && longest < min];
      output.textContent = none ? "" : this.words.number(value, digits);
      slider.setAttribute("aria-valuetext", none ? this.words.in(lever.absent) : output.textContent);
    });
    return row;
  }

  limit(row, arm, lever) {
    const limit = document.createElement("input");
    limit.type = "checkbox";
    const label = document.createElement("label");
    label.className = "limit";
    label.append(limit, ` ${this.words.in(lever.absent)}`);
    row.append(label);
    const was = this.usual[lever.path];
    const start = () => (was === lever.nothing ? startOf(lever, this.longest(arm, lever)) : was);
    limit.addEventListener("change", () => this.set(arm, lever.path, limit.checked ? lever.nothing : start()));
    return limit;
  }

  showing(row, arm, lever, show) {
    const whole = () => {
      row.classList.toggle("changed", lever.path in this.wanted(arm));
      show(this.value(arm, lever.path));
    };
    this.shows.push(whole);
    whole();
  }
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

// Where a number comes from, in words: E-numbers are the whitepaper's, F-numbers other public sources.
function source(words, told) {
  const [kind, rest] = told.split(": ");
  if (["assumed", "calibrated"].includes(kind)) return [words.say(`sources|${kind}`), rest].filter(Boolean).join(" ");
  return words.say(told.startsWith("E") ? "sources|whitepaper" : "sources|public", { id: told });
}
