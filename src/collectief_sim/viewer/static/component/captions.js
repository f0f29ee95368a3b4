// What policies are called: by a title that their host gives, or by what sets them apart.
import { before, holding } from "./policies.js";

// `set` holds policies, titles (by policy, perhaps none), the usual values of a scenario by path, and what the scenario itself
// changes on the way (`dated`, by policy, perhaps none).
export function called(words, set, arm, frame) {
  const title = set.titles?.[arm];
  return title ? words.in(title) : apart(words, set, arm, frame).join(" · ") || words.say("as_in_scenario");
}

// What was played of a policy up to a frame: what held at the start, and from when something else did.
export function played(words, set, arm, frame, start) {
  const changed = before(set.policies[arm], frame).map(({ month, settings }) =>
    words.say("from_month", { date: words.monthDate(start, month), what: told(words, settings).join(" · ") }));
  return [called(words, set, arm, 0), ...changed].join("; ");
}

function told(words, settings) {
  return Object.entries(settings).map(([path, value]) => words.brief(path, value));
}

// In a few words: what a policy says otherwise than the other policy, then what otherwise than the scenario.
function apart(words, { policies, usual, dated }, arm, frame) {
  const of = (one) => dated?.[one] ?? [];
  const held = Object.fromEntries(Object.entries(policies).map(([one, policy]) => [one, holding(policy, frame, of(one))]));
  const scenario = { ...usual, ...holding({ settings: {}, changes: of(arm) }, frame) };
  const value = (one, path) => (path in held[one] ? held[one][path] : usual[path]);
  const differs = (path) => Object.keys(held).some((one) => value(one, path) !== value(arm, path));
  const paths = [...new Set(Object.values(held).flatMap((some) => Object.keys(some)))];
  const said = paths.filter((path) => differs(path) || value(arm, path) !== scenario[path]);
  return said.sort((one, other) => differs(other) - differs(one)).map((path) => words.brief(path, value(arm, path)));
}
