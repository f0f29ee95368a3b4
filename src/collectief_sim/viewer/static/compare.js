// What sets the two policies apart: a sentence at the month shown, and marks on the time axis.
import { brief, date, number, say, spoken } from "./words.js";

const TOLD = ["collectives", "area_active", "entrepreneurs", "displaced", "homes_built", "public_cost_eur"];

// B compared with A at a frame, in words.
export function sentence(histories, frame) {
  const parts = TOLD.map((name) => {
    const [a, b] = [histories.A, histories.B].map((history) => Math.round(history.series(name)[frame]));
    return a === b ? null : say(`apart|${name}`, { n: signed(b - a) });
  }).filter(Boolean);
  if (!parts.length && frame === 0) return say("apart|start");
  const when = date(histories.A.start, frame);
  return parts.length ? say("apart|told", { date: when, parts: list(parts) }) : say("apart|same", { date: when });
}

function signed(value) {
  return `${value > 0 ? "+" : "−"}${number(Math.abs(value))}`;
}

function list(parts) {
  return new Intl.ListFormat(spoken(), { type: "conjunction" }).format(parts);
}

// Marks on the time axis: { frame, arm (or null for both), kind, text, outside }. `outside` are those that do not come out of
// the history itself: changes of policy and shocks.
export function marks(histories, policies) {
  const found = [...changes(policies), ...both(histories, shocks, true), ...firsts(histories)];
  return found.sort((one, other) => one.frame - other.frame);
}

function changes(policies) {
  return Object.entries(policies).flatMap(([arm, policy]) =>
    policy.changes.map(({ month, settings }) => ({ frame: month, arm, kind: "change", outside: true, text: `${arm}: ${Object.entries(settings).map(([path, value]) => brief(path, value)).join(", ")}` })));
}

function shocks(history) {
  return history.events.map(({ month, what, value }) => ({ frame: month + 1, kind: what, text: say(`shocks|${what}`, { value: value[spoken()] ?? number(value, 2) }) }));
}

function firsts(histories) {
  return both(histories, (history) => ["homes_built", "area_active"].flatMap((name) => {
    const frame = history.series(name).findIndex((value) => value > 0);
    return frame > 0 ? [{ frame, kind: name, text: say(`firsts|${name}`) }] : [];
  }), false);
}

// What is found in each history; what both have at the same time is one mark.
function both(histories, find, outside) {
  const [a, b] = [histories.A, histories.B].map(find);
  const same = (one, other) => one.frame === other.frame && one.text === other.text;
  const shared = a.filter((one) => b.some((other) => same(one, other)));
  const own = (arm, some) => some.filter((one) => !shared.some((other) => same(one, other))).map((one) => ({ ...one, arm, text: `${arm}: ${one.text}` }));
  return [...shared.map((one) => ({ ...one, arm: null })), ...own("A", a), ...own("B", b)].map((one) => ({ ...one, outside }));
}
