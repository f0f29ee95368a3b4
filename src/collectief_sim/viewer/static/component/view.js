// A view: one history or two, a month, and what of it is shown.
import { Axis, SPEEDS } from "./axis.js";
import { CardBox } from "./cardbox.js";
import { played } from "./captions.js";
import { CHARTS, Charts } from "./charts.js";
import { NOTHING, widest } from "./colours.js";
import { marks, sentence } from "./compare.js";
import { choices, make } from "./dom.js";
import { Figures } from "./figures.js";
import { History } from "./history.js";
import { legend, showLegend } from "./legend.js";
import { LAYERS, layersOf, partsOf, USUAL } from "./parts.js";
import { picture } from "./picture.js";
import { Words } from "./words.js";

const NO_POLICY = { settings: {}, changes: [] };
const AT_REST_MS = 250; // after which a run that goes on is taken to have paused

export class View {
  constructor(root, host) {
    this.host = host;
    this.settings = { layer: LAYERS[0], people: true, table: false, language: "en", ...known(host) };
    this.histories = {};
    this.frame = host.frame ?? 0;
    this.selected = host.selected ?? null;
    this.draws = 0;
    this.most = NOTHING;
    this.told = { levers: host.levers ?? [], policies: host.policies ?? {}, titles: host.titles ?? {}, usual: host.usual ?? {} };
    this.axis = new Axis({
      speed: SPEEDS.includes(host.speed) ? host.speed : SPEEDS[1],
      frame: () => this.frame,
      last: () => this.last,
      go: (frame) => this.go(frame),
      pass: (frame) => { this.frame = frame; this.draw(); },
      changed: () => { if (!this.playing) this.rest(); },
      tip: (text, event) => this.tip(text, event),
    });
    this.parts = partsOf(this.axis, host.parts ?? USUAL);
    if (this.shows("axis")) this.parts.layers.append(this.axis.rateBox);
    this.layers = layersOf(this.parts.layers, (what) => this.set(what));
    this.figures = new Figures(this.parts.maps, this.parts.table, this);
    this.card = new CardBox(this.parts.card, this);
    this.charts = new Charts(this.parts.charts, host.charts ?? CHARTS, (frame) => this.go(frame), (text, event) => this.tip(text, event));
    root.replaceChildren(this.parts.whole);
    this.listen();
    this.speak();
  }

  // ---- what there is ----

  get arms() {
    return Object.keys(this.histories);
  }

  get last() {
    return this.histories.A?.last ?? 0;
  }

  get playing() {
    return this.axis.player.playing;
  }

  get language() {
    return this.words.language;
  }

  get layer() {
    return this.settings.layer;
  }

  get speed() {
    return this.axis.speed;
  }

  shows(part) {
    return !this.parts[part].hidden;
  }

  // ---- what a host does ----

  // Show histories, as they were sent: { A } or { A, B }. `told` as in `tell`, and perhaps the frame to go to. Where we were
  // stays where we are; a run that is going on is shown as it is now.
  show(buffers, { frame, ...told } = {}) {
    const was = this.histories;
    this.histories = Object.fromEntries(Object.entries(buffers).filter(([, buffer]) => buffer).map(([arm, buffer]) => [arm, buffer instanceof History ? buffer : new History(buffer)]));
    this.told.dated = Object.fromEntries(this.arms.map((arm) => [arm, this.histories[arm].dated]));
    const live = this.histories.A.live;
    if (!live) this.axis.player.pause();
    const goesOn = live && sameRun(was, this.histories);
    this.most = widest(Object.values(this.histories), goesOn ? this.most : NOTHING);
    Object.assign(this.told, told);
    this.frame = live ? this.last : Math.max(0, Math.min(frame ?? this.frame, this.last));
    if (goesOn && !Object.keys(told).length) this.goOn();
    else this.arrive();
  }

  // What is said of the histories: levers and their usual values by path, the policies that were played (by arm: { settings,
  // changes }), and what these are called ({ en, nl }, or null: by what sets them apart).
  tell(told) {
    Object.assign(this.told, told);
    if (this.histories.A) this.arrive();
  }

  go(frame) {
    this.axis.player.pause();
    this.frame = Math.max(0, Math.min(this.last, frame));
    this.draw();
    this.rest();
  }

  // Show otherwise: layer, people (whether they are drawn), table (whether there is one), language.
  set(what) {
    Object.assign(this.settings, known(what));
    if ("language" in what) this.speak();
    if (this.histories.A) this.arrive();
  }

  open(arm, kind, number) {
    this.selected = { arm, kind, number };
    this.draw();
    this.rest();
  }

  close() {
    this.selected = null;
    this.draw();
    this.rest();
  }

  // Whatever was begun ends: playing, asking, listening.
  destroy() {
    clearTimeout(this.soon);
    this.axis.player.pause();
    this.card.destroy();
    this.ended.abort();
    this.watch.disconnect();
  }

  // ---- drawing ----

  // All of it anew, after something else than the month changed.
  arrive() {
    const start = this.histories.A.start;
    this.told.policies = Object.fromEntries(this.arms.map((arm) => [arm, this.told.policies[arm] ?? NO_POLICY]));
    this.words.levers = new Map(this.told.levers.map((lever) => [lever.path, lever]));
    this.figures.build();
    const found = marks(this.words, this.histories, this.told.policies);
    if (this.shows("charts")) this.charts.build(this.words, this.histories, found);
    this.axis.build(start, found);
    this.legend();
    this.draw();
    this.rest();
  }

  // The same run, a few months on.
  goOn() {
    if (this.shows("charts")) this.charts.fill(this.histories);
    if (this.settings.layer === "rent" || this.settings.layer === "pull") this.legend();
    this.axis.build(this.histories.A.start, []);
    this.draw();
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.rest(), AT_REST_MS);
  }

  legend() {
    showLegend(this.parts.legend, this.words, this.settings.layer, this.most);
  }

  // The month shown.
  draw() {
    if (!this.histories.A) return;
    const { frame } = this;
    this.axis.show(frame);
    for (const arm of this.arms) this.figures.draw(arm);
    this.title(frame);
    if (this.shows("charts")) this.charts.cursor(frame);
    if (this.shows("apart")) this.parts.apart.replaceChildren(make("span", {}, sentence(this.words, this.histories, frame)), " ", make("small", {}, this.words.say("one_history")));
    this.card.mark(frame);
    this.draws++;
    this.host.drawn?.(this);
  }

  // What is shown, and when.
  title(frame) {
    const { titles, start } = this.histories.A;
    if (this.shows("title")) this.parts.title.replaceChildren(this.words.in(titles), " · ", make("span", { className: "when" }, this.words.date(start, frame)));
  }

  // What is under the mouse, or under the cursor of the keyboard on a canvas.
  tip(text, at, canvas) {
    const { tip, whole } = this.parts;
    tip.hidden = !text || this.playing;
    tip.textContent = text ?? "";
    if (tip.hidden) return;
    const [box, below] = [whole.getBoundingClientRect(), canvas?.getBoundingClientRect()];
    const [x, y] = at ? [at.clientX + 14, at.clientY + 16] : [below.left + 8, below.bottom - 44];
    tip.style.left = `${Math.max(4, Math.min(box.width - 300, x - box.left))}px`;
    tip.style.top = `${y - box.top}px`;
  }

  // ---- at rest ----

  // What follows once we stay at a month: the card of that month, and the host is told.
  rest() {
    if (this.playing) return;
    if (this.shows("card") && this.histories.A) this.card.refresh();
    this.host.moved?.(this);
  }

  // ---- words ----

  speak() {
    this.words = new Words(this.host.words, this.settings.language, this.told.levers);
    const { words, parts, layers } = this;
    parts.whole.lang = words.language;
    this.axis.speak(words);
    ["layer", "people", "as_table"].forEach((word, i) => { layers.words[i].textContent = words.say(word); });
    choices(layers.layer, LAYERS.map((layer) => [layer, words.say(`layers|${layer}`)]), this.settings.layer);
    layers.people.checked = this.settings.people;
    layers.table.parentElement.hidden = this.shows("table");
    const png = make("button", { type: "button", className: "png" }, words.say("png"));
    png.addEventListener("click", () => this.picture());
    parts.export.replaceChildren(png, make("slot"));
    const told = Object.values(words.all("glossary")).flatMap(({ term, text }) => [make("dt", {}, term), make("dd", {}, text)]);
    parts.glossary.replaceChildren(make("summary", {}, words.say("glossary_title")), make("dl", {}, ...told));
    parts.languages.replaceChildren(...Object.entries(this.host.words).map(([language, texts]) => this.languageButton(language, texts)));
    this.card.hint();
  }

  languageButton(language, texts) {
    const button = make("button", { type: "button", lang: language, ariaPressed: String(language === this.language) }, texts.language);
    button.dataset.language = language;
    button.addEventListener("click", () => this.set({ language }));
    return button;
  }

  // The picture to take along.
  picture() {
    const { frame, words } = this;
    const { start, scenario, titles, seed } = this.histories.A;
    picture({
      canvases: this.figures.canvases,
      parts: legend(words, this.settings.layer, this.most),
      title: `${words.in(titles)}, ${words.date(start, frame)}, ${words.say("seed")} ${seed}`,
      policies: this.arms.map((arm) => `${this.arms.length > 1 ? `${arm}: ` : ""}${played(words, this.told, arm, frame, start)}`),
      told: [sentence(words, this.histories, frame), words.say("one_history")].filter(Boolean).join(" "),
      name: `${scenario}-${frame}`,
    });
  }

  // ---- keys and size ----

  listen() {
    this.ended = new AbortController();
    const { signal } = this.ended;
    this.host.keys.addEventListener("keydown", (event) => this.key(event), { signal });
    // after a button was clicked with the mouse, keys are for the component again
    this.parts.whole.addEventListener("click", (event) => {
      if (event.detail && event.target.closest("button")) this.parts.whole.focus({ preventScroll: true });
    }, { signal });
    this.watch = new ResizeObserver(() => requestAnimationFrame(() => this.shows("maps") && this.figures.redraw()));
    this.watch.observe(this.parts.maps);
  }

  // Space plays, . and , step, Escape closes the card; what is being typed or chosen is left alone.
  key(event) {
    const target = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest?.("input:not([type=range], [type=checkbox]), select, textarea")) return;
    if (event.key === " " && target.closest?.("button, summary, a, [type=checkbox]")) return;
    const keys = { " ": () => this.axis.toggle(), ".": () => this.go(this.frame + 1), ",": () => this.go(this.frame - 1), Escape: () => this.selected && this.close() };
    if (!keys[event.key] || (event.key !== "Escape" && !this.shows("axis"))) return;
    if (event.key !== "Escape" || this.selected) event.preventDefault();
    this.tip();
    keys[event.key]();
  }
}

// What of this a view can be set to.
function known({ layer, people, table, language }) {
  const found = { layer: LAYERS.includes(layer) ? layer : undefined, people, table, language };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

// Whether these are histories of the same runs, further on.
function sameRun(was, now) {
  const same = (one, other) => one && one.scenario === other.scenario && one.seed === other.seed && one.last <= other.last && one.titles.en === other.titles.en;
  return Object.keys(was).length === Object.keys(now).length && Object.entries(now).every(([arm, history]) => same(was[arm], history));
}
