// Where the card of what was chosen stands: the one a host gives, or a short one made from the history.
import { build } from "./cards/card.js";
import { short } from "./cards/short.js";
import { make } from "./dom.js";

export class CardBox {
  constructor(box, view) {
    Object.assign(this, { box, view });
  }

  // The card of what is chosen, in the month shown; what was asked before is not waited for.
  async refresh() {
    this.asking?.abort();
    const { selected, frame, histories } = this.view;
    this.box.classList.toggle("open", Boolean(selected));
    if (!selected) return this.hint();
    const { signal } = this.asking = new AbortController();
    const history = histories[selected.arm];
    const found = await this.find(selected, history, frame, signal).catch((error) => ({ error }));
    if (signal.aborted) return undefined;
    if (found?.error) return this.note(this.view.words.refusal(found.error));
    return found ? this.show(selected, found, history, frame) : this.note("not_here");
  }

  // A card, or null if there is nobody of that number in that month.
  async find({ arm, kind, number }, history, frame, signal) {
    const ask = this.view.host.card;
    if (!history) return null;
    const given = ask && (await ask(arm, kind, number, frame, signal).catch((error) => {
      if (!error.missing) throw error;
      return null;
    }));
    return given ?? (history.first <= frame ? short(history, kind, number, frame) : null);
  }

  show({ arm, kind }, card, history, frame) {
    const { view, box } = this;
    const inside = box.contains(box.getRootNode().activeElement);
    box.replaceChildren(...build(kind, card, {
      arm, history, frame, arms: view.arms, words: view.words, start: history.start,
      go: (month) => view.go(month),
      open: (other, one) => view.open(arm, other, one),
      across: (other) => view.open(other, kind, card.plot ?? 0),
      close: () => view.close(),
    }));
    if (inside) box.focus({ preventScroll: true }); // what had the focus is gone
    this.of = frame;
    this.mark(view.frame);
  }

  // What can be done, while nothing is chosen.
  hint() {
    this.note(this.view.shows("maps") ? "click" : "click_table", "hint");
    if (this.view.shows("axis")) this.box.append(make("p", { className: "hint" }, this.view.words.say("keys")));
  }

  note(word, className = "") {
    this.box.replaceChildren(make("p", { className }, this.view.words.say(word)));
    this.of = this.view.frame;
  }

  // The map plays on, the card stays at its month.
  mark(frame) {
    this.box.classList.toggle("earlier", this.of !== frame);
  }

  destroy() {
    this.asking?.abort();
  }
}
