// A map for each policy, with what the policy is called, and the collectives as a table below it.
import { called } from "./captions.js";
import { make } from "./dom.js";
import { describe } from "./legend.js";
import { AreaMap } from "./map.js";
import { table } from "./table.js";

const TALLEST_VH = 80; // of the window

export class Figures {
  // `maps` holds the figures; tables go to `tables` where they stand by themselves.
  constructor(maps, tables, view) {
    Object.assign(this, { maps, tables, view, all: {} });
  }

  // As many as there are policies; what was made stays.
  build() {
    const { arms, histories } = this.view;
    if (arms.join() !== Object.keys(this.all).join()) {
      this.all = Object.fromEntries(arms.map((arm) => [arm, this.figure(arm)]));
      this.maps.replaceChildren(...arms.map((arm) => this.all[arm].box));
      this.maps.classList.toggle("two", arms.length > 1);
      this.tables.replaceChildren(...arms.map((arm) => this.all[arm].alone));
    }
    for (const arm of arms) {
      const { width, height } = histories[arm];
      this.all[arm].box.style.maxWidth = `${Math.round((TALLEST_VH * width) / height)}vh`;
    }
  }

  figure(arm) {
    const { view } = this;
    const canvas = make("canvas", { tabIndex: 0, role: "img" });
    const [caption, below, alone] = [make("figcaption"), make("div", { className: "table", hidden: true }), make("div", { className: "table" })];
    const box = make("figure", {}, caption, canvas, below);
    box.dataset.arm = alone.dataset.arm = arm;
    const map = new AreaMap(canvas, (history, number) => view.words.called(history, number), (history, plot) => view.words.placed(history, plot), {
      open: (hit) => hit && this.open(arm, hit),
      hover: (hit, event) => view.tip(hit ? describe(view.words, view.histories[arm], view.frame, hit) : "", event, canvas),
    });
    return { box, caption, below, alone, map };
  }

  // What was clicked on a map: somebody, else a collective, else the plot.
  open(arm, { plot, row }) {
    const { view } = this;
    const history = view.histories[arm];
    const one = history.plot("collective", view.frame)[plot];
    if (row !== null && row !== undefined) view.open(arm, "entrepreneur", row);
    else if (one >= 0 && history.standing("phase", view.frame)[one]) view.open(arm, "collective", one);
    else view.open(arm, "plot", plot);
  }

  draw(arm) {
    const [{ view }, { map, caption, below, alone }] = [this, this.all[arm]];
    const [history, { layer, people, table: tabled }] = [view.histories[arm], view.settings];
    const text = called(view.words, view.told, arm, view.frame);
    if (caption.title !== text) {
      caption.replaceChildren(...this.letter(arm), ` ${text}`);
      caption.title = text;
    }
    if (view.shows("maps")) {
      map.draw(history, view.frame, { layer, people, most: view.most, selected: view.selected?.arm === arm ? view.selected : null });
      map.canvas.setAttribute("aria-label", this.label(arm, history));
    }
    below.hidden = !tabled;
    if (tabled) below.replaceChildren(this.table(arm, history));
    if (view.shows("table")) alone.replaceChildren(...(this.view.arms.length > 1 ? [make("p", {}, ...this.letter(arm), ` ${text}`)] : []), this.table(arm, history));
  }

  table(arm, history) {
    return table(this.view.words, history, this.view.frame, (one) => this.view.open(arm, "collective", one));
  }

  letter(arm) {
    return this.view.arms.length > 1 ? [make("span", { className: arm }, arm)] : [];
  }

  // A map in words.
  label(arm, history) {
    const { words, frame, arms } = this.view;
    const amount = (what, count) => words.say(`amount_of|${what}`, { n: words.number(count), count });
    return words.say(arms.length > 1 ? "map_label" : "map_label_one", {
      arm, title: words.in(history.titles), date: words.date(history.start, frame),
      collectives: amount("collectives", history.alive(frame).length), entrepreneurs: amount("entrepreneurs", history.people(frame).row.length),
    });
  }

  get canvases() {
    return Object.values(this.all).map(({ map }) => map.canvas);
  }

  redraw() {
    for (const { map } of Object.values(this.all)) map.redraw();
  }
}
