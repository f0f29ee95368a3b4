// Sliders for both policies. What is set is not shown until it is said from when it holds.
import { number, say } from "./words.js";

export class Levers {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
  }

  // `values` are the settings of each arm by path, where they differ from the scenario's.
  build(levers, values) {
    this.levers = levers;
    this.values = structuredClone(values);
    this.root.replaceChildren(...levers.map((lever) => this.lever(lever)));
  }

  value(arm, lever) {
    const set = this.values[arm];
    return lever.path in set ? set[lever.path] : lever.value ?? lever.none;
  }

  lever(lever) {
    const box = document.createElement("fieldset");
    box.className = "lever";
    box.dataset.path = lever.path;
    const legend = document.createElement("legend");
    legend.textContent = say(`levers|${lever.path}`);
    const about = document.createElement("span");
    about.className = "about";
    const unit = say(`units|${lever.unit}`);
    about.textContent = say("about", { unit, low: number(lever.range[0]), high: number(lever.range[1]), source: lever.source });
    about.title = lever.meaning;
    box.append(legend, about, ...["A", "B"].map((arm) => this.row(arm, lever)));
    return box;
  }

  row(arm, lever) {
    const row = document.createElement("div");
    row.className = "row";
    const name = document.createElement("b");
    name.className = arm;
    name.textContent = arm;
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: lever.low, max: lever.high, step: lever.step });
    slider.setAttribute("aria-label", `${say(`levers|${lever.path}`)}, ${arm}`);
    const output = document.createElement("output");
    row.append(name, slider, output);
    let limit = null;
    if (lever.optional) {
      const label = document.createElement("label");
      label.className = "limit";
      limit = document.createElement("input");
      limit.type = "checkbox";
      label.append(limit, ` ${say(lever.none ? "same_term" : "no_limit")}`);
      row.append(label);
    }
    const show = () => {
      const value = this.value(arm, lever);
      const none = value === null || value === "same";
      if (!none) slider.value = value;
      slider.disabled = none;
      if (limit) limit.checked = none;
      output.textContent = none ? "" : number(value, lever.step < 1 ? 2 : 0);
      slider.setAttribute("aria-valuetext", none ? say(lever.none ? "same_term" : "no_limit") : output.textContent);
    };
    const set = (value) => {
      this.values[arm][lever.path] = value;
      show();
      this.changed();
    };
    slider.addEventListener("input", () => set(Number(slider.value)));
    limit?.addEventListener("change", () => set(limit.checked ? lever.none : (lever.value ?? (lever.whole ? 24 : 80))));
    show();
    return row;
  }
}

// What an arm sets otherwise than another state of it does.
export function difference(levers, values, applied) {
  const found = {};
  for (const lever of levers) {
    const now = lever.path in values ? values[lever.path] : lever.value ?? lever.none;
    const was = lever.path in applied ? applied[lever.path] : lever.value ?? lever.none;
    if (now !== was) found[lever.path] = now;
  }
  return found;
}
