// The time axis: buttons, a slider over all months, marks, the date, and (elsewhere on the page) the speed.
import { choices, make } from "./dom.js";
import { Player } from "./player.js";

export const SPEEDS = [2, 10, 30, 60];

export class Axis {
  // `handlers`: frame(), last(), go(frame) by hand, pass(frame) while playing, changed() when play begins or ends, tip(text, event),
  // and `speed` to begin with.
  constructor(handlers) {
    Object.assign(this, handlers);
    this.player = new Player({ frame: handlers.frame, last: handlers.last, go: handlers.pass, changed: () => { this.buttons(); handlers.changed(); } });
    const button = (className, pressed, text = "") => {
      const made = make("button", { type: "button", className }, text);
      made.addEventListener("click", pressed);
      return made;
    };
    this.first = button("first", () => this.go(0), "|◀");
    this.back = button("back", () => this.go(this.frame() - 1), "◀");
    this.play = button("play", () => this.toggle());
    this.step = button("step", () => this.go(this.frame() + 1), "▶|");
    this.scrub = make("input", { type: "range", className: "scrub", min: 0, step: 1, value: 0 });
    this.marks = make("div", { className: "marks" });
    this.date = make("output", { className: "date" });
    this.rate = make("select", { className: "speed" });
    this.rateWord = make("span");
    this.box = make("div", { className: "axis-of-time" }, this.first, this.back, this.play, this.step, make("div", { className: "track" }, this.scrub, this.marks), this.date);
    this.rateBox = make("label", {}, this.rateWord, " ", this.rate);
    this.scrub.addEventListener("input", () => this.go(Number(this.scrub.value)));
    this.rate.addEventListener("change", () => this.hurry(Number(this.rate.value)));
  }

  toggle() {
    if (this.player.playing) this.player.pause();
    else this.player.play(this.speed);
  }

  hurry(speed) {
    this.speed = speed;
    if (this.player.playing) this.player.play(speed);
  }

  speak(words) {
    this.words = words;
    for (const name of ["first", "back", "step"]) {
      this[name].title = words.say(name);
      this[name].setAttribute("aria-label", words.say(name));
    }
    this.scrub.setAttribute("aria-label", words.say("scrub"));
    this.rateWord.textContent = words.say("speed");
    choices(this.rate, SPEEDS.map((speed) => [speed, words.say("speeds", { n: speed })]), this.speed);
    this.buttons();
  }

  buttons() {
    this.play.textContent = this.words.say(this.player.playing ? "pause" : "play");
    this.play.setAttribute("aria-pressed", this.player.playing);
  }

  // The months there are, and what happened in them.
  build(start, marks) {
    this.start = start;
    this.scrub.max = this.last();
    this.marks.replaceChildren(...together(marks).map((mark) => this.mark(mark)));
  }

  mark({ frame, when, arm, kind, text }) {
    const told = `${when} · ${text}`;
    const button = make("button", { type: "button", className: `mark ${kind} ${arm ?? ""}`, "aria-label": told });
    button.style.left = `${(frame / this.last()) * 100}%`;
    button.addEventListener("click", () => this.go(frame));
    button.addEventListener("mousemove", (event) => this.tip(told, event));
    button.addEventListener("mouseleave", () => this.tip());
    return button;
  }

  show(frame) {
    const when = this.words.date(this.start, frame);
    this.scrub.value = frame;
    this.scrub.setAttribute("aria-valuetext", when);
    this.date.textContent = when;
  }
}

// What happened in the same month of the same policy is one mark: of two on one place nobody would see the lower one.
function together(marks) {
  const found = new Map();
  for (const mark of marks) {
    const key = `${mark.frame} ${mark.arm ?? ""}`;
    const there = found.get(key);
    found.set(key, there ? { ...there, text: `${there.text}; ${mark.text}` } : mark);
  }
  return [...found.values()];
}
