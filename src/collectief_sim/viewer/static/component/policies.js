// A policy over time: settings from the start, and changes on the way. Nothing here knows of the page.
//
// { settings: {path: value}, changes: [{ month, settings: {path: value} }, …] }, changes in order of month. A change in
// month m is first seen at frame m + 1, since frame k is how things stand at the end of the k-th month.

// The settings that hold at a frame, by path. `dated` are changes that the scenario itself dates: of two in the same month, that
// one holds, as in the model.
export function holding(policy, frame, dated = []) {
  const changes = [...policy.changes, ...dated].filter((change) => change.month < Math.max(1, frame));
  changes.sort((one, other) => one.month - other.month);
  return Object.assign({}, policy.settings, ...changes.map((change) => change.settings));
}

// The changes that were made before a frame.
export function before(policy, frame) {
  return policy.changes.filter((change) => change.month < frame);
}

// The same policy with some settings from a month on, whatever it said of them for later. Month 0 is the start.
export function setFrom(policy, settings, month) {
  const found = structuredClone(policy);
  if (!Object.keys(settings).length) return found;
  for (const change of found.changes) if (change.month >= month) for (const path of Object.keys(settings)) delete change.settings[path];
  found.changes = found.changes.filter((change) => Object.keys(change.settings).length);
  if (month === 0) Object.assign(found.settings, settings);
  else change_in(found, month, settings);
  return found;
}

// The policy of `one` with the past of `other` up to a month; `usual` are the values of a scenario by path, and `dated` what it
// changes itself.
export function withPastOf(other, one, month, usual, dated = []) {
  const [past, mine] = [holding(other, month, dated), holding(one, month, dated)];
  const found = { settings: { ...other.settings }, changes: structuredClone(other.changes.filter((change) => change.month < month)) };
  const needed = {};
  for (const path of new Set([...Object.keys(past), ...Object.keys(mine)])) {
    const [was, wanted] = [past, mine].map((settings) => (path in settings ? settings[path] : usual[path]));
    if (was !== wanted) needed[path] = wanted;
  }
  if (Object.keys(needed).length) change_in(found, month, needed);
  for (const change of one.changes) if (change.month >= month) change_in(found, change.month, change.settings);
  return found;
}

// Whether two policies were the same up to a month.
export function samePast(one, other, month) {
  const past = (policy) => JSON.stringify([sorted(policy.settings), policy.changes.filter((change) => change.month < month).map((change) => [change.month, sorted(change.settings)])]);
  return past(one) === past(other);
}

function change_in(policy, month, settings) {
  const there = policy.changes.find((change) => change.month === month);
  if (there) Object.assign(there.settings, settings);
  else policy.changes.push({ month, settings: { ...settings } });
  policy.changes.sort((one, other) => one.month - other.month);
}

function sorted(settings) {
  return Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
}
