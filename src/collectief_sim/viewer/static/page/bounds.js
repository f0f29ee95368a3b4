// What a lever can be beside others: a break of a lease comes no later than the end of the longest term.
import { holding } from "/static/component/policies.js";

// The most a lever can be; `value` says what others are, by path, and those without a number say nothing.
export function most(lever, value) {
  const others = (lever.within ?? []).map(value).filter((one) => typeof one === "number");
  return others.length ? Math.max(...others) : Infinity;
}

// Where the slider of a lever without a value starts: on a step of it, and no further than it can be.
export function startOf(lever, longest) {
  const [low, , step] = lever.slider;
  return low + step * Math.max(0, Math.floor((Math.min(lever.first, longest) - low) / step));
}

// Why a policy cannot be simulated, as { lever, month, value, longest }; nothing if it can. See policies.js for the rest.
export function refusal(levers, usual, policy, dated) {
  const bounded = levers.filter((lever) => lever.within);
  for (const month of [0, ...[...policy.changes, ...dated].map((change) => change.month)].sort((one, other) => one - other)) {
    const held = { ...usual, ...holding(policy, month + 1, dated) };
    for (const lever of bounded) {
      const longest = most(lever, (path) => held[path]);
      if (held[lever.path] > longest) return { lever, month, value: held[lever.path], longest };
    }
  }
  return null;
}
