// What cards are made of: lists of facts, and lives as dated events. What is not known is left out.
import { link, make } from "../dom.js";

// Rows of name and value.
export function facts(rows) {
  const known = rows.filter(([, value]) => value !== null && value !== undefined);
  return make("dl", {}, ...known.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

// How numbers are told in cards; null for what is not known.
export function telling(words) {
  const known = (tell) => (value, ...more) => (value === null || value === undefined ? null : tell(value, ...more));
  return {
    number: known((value, digits) => words.number(value, digits)),
    share: known((value) => words.number(value, 2)),
    percent: known((value) => `${words.number(100 * value)}%`),
    euro: known((value, per = "") => `€\u00a0${words.number(value)}${per}`),
    area: known((value) => `${words.number(value)} m²`),
    months: known((value) => words.months(value)),
    yes: known((value) => words.say(value ? "card|yes" : "card|no")),
    only: (value) => (value ? words.say("card|yes") : null), // what is worth saying only if it is so
    word: known((value, group) => words.say(`${group}|${value}`)),
  };
}

// A life as dated events; each goes to its month. `tell` says an event in words.
export function timeline(events, { words, start, frame, go }, tell) {
  return make("ol", {}, ...events.map((event) => {
    const at = Math.max(0, event.month + 1);
    return make("li", { className: at === frame ? "now" : "" }, link(words.monthDate(start, event.month), () => go(at)), ` ${tell(event)}`);
  }));
}

// What forms of cooperation brought about, as far as this card is about it.
export function forms(some, context) {
  if (!some?.length) return [];
  return [make("h3", {}, context.words.say("card|forms")), timeline(some, context, (one) => context.words.in(one.said))];
}

// An event in words; `values` say what its value means, by kind of event.
export function told(words, event, values) {
  const mean = values[event.what] ?? ((value) => value);
  const key = event.what === "cooperative" ? `cooperative_${event.value}` : event.what;
  return words.say(`events|${key}`, { value: mean(event.value), before: mean(event.before) });
}
