// What sets two policies apart: a sentence at the month shown, and marks on the time axis.

const TOLD = ["collectives", "area_active", "entrepreneurs", "displaced", "homes_built", "public_cost_eur"];

// B compared with A at a frame, in words; nothing if there is one history only.
export function sentence(words, histories, frame) {
  if (!histories.B) return "";
  const parts = TOLD.map((name) => {
    const [a, b] = [histories.A, histories.B].map((history) => Math.round(history.series(name)[frame]));
    return a === b ? null : words.say(`apart|${name}`, { n: signed(words, b - a), count: Math.abs(b - a) });
  }).filter(Boolean);
  if (!parts.length && frame === 0) return words.say("apart|start");
  const when = words.date(histories.A.start, frame);
  return parts.length ? words.say("apart|told", { date: when, parts: words.list(parts) }) : words.say("apart|same", { date: when });
}

function signed(words, value) {
  return `${value > 0 ? "+" : "−"}${words.number(Math.abs(value))}`;
}

// Marks on the time axis: { frame, when, arm (or null for all), kind, text, outside }. `outside` are those that do not come out of
// the history itself: changes of policy and shocks.
export function marks(words, histories, policies) {
  const { start } = histories.A;
  const found = [...changes(words, policies, start), ...each(histories, (history) => shocks(words, history), true), ...each(histories, (history) => firsts(words, history), false)];
  return found.map((mark) => ({ when: words.date(start, mark.frame), ...mark })).sort((one, other) => one.frame - other.frame);
}

// A change in a month is made at the frame before it, which is how things stood then; it is told with the month from which it holds.
function changes(words, policies, start) {
  return Object.entries(policies).flatMap(([arm, policy]) =>
    policy.changes.map(({ month, settings }) => ({ frame: month, when: words.monthDate(start, month), arm, kind: "change", outside: true, text: `${arm}: ${Object.entries(settings).map(([path, value]) => words.brief(path, value)).join(", ")}` })));
}

function shocks(words, history) {
  return history.events.map(({ month, what, value }) => ({ frame: month + 1, kind: what, text: words.say(`shocks|${what}`, { value: outside(words, what, value) }) }));
}

function outside(words, what, value) {
  if (what === "policy") return Object.entries(value).map(([path, to]) => words.brief(path, to)).join(", ");
  return typeof value === "number" ? words.number(value, 2) : words.in(value);
}

function firsts(words, history) {
  return ["homes_built", "area_active"].flatMap((name) => {
    const frame = history.series(name).findIndex((value) => value > 0);
    return frame > 0 ? [{ frame, kind: name, text: words.say(`firsts|${name}`) }] : [];
  });
}

// What is found in each history; what all have at the same time is one mark.
function each(histories, find, outside) {
  const found = Object.entries(histories).map(([arm, history]) => [arm, find(history)]);
  const there = (one, some) => some.some((other) => one.frame === other.frame && one.text === other.text);
  const shared = found[0][1].filter((one) => found.every(([, some]) => there(one, some)));
  const own = found.flatMap(([arm, some]) => some.filter((one) => !there(one, shared)).map((one) => ({ ...one, arm, text: `${arm}: ${one.text}` })));
  return [...shared.map((one) => ({ ...one, arm: null })), ...own].map((one) => ({ ...one, outside }));
}
