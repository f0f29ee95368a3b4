// What the page shows, and how the address holds it: reloading, going back and sending the address to somebody all work.

export const ARMS = ["A", "B"];
export const LANGUAGES = ["nl", "en"];
export const find = (selector) => document.querySelector(selector);

// `arms` holds the two policies (see component/policies.js); `selected` what the card is about.
export const state = { language: "nl", scenario: "", seed: 1, arms: {}, frame: 0, layer: "use", speed: 10, selected: null };

const SHORT = { l: "language", s: "scenario", n: "seed", a: "arms", f: "frame", y: "layer", v: "speed", c: "selected" };

function address() {
  const kept = Object.fromEntries(Object.entries(SHORT).map(([short, name]) => [short, state[name]]));
  return `#${encodeURIComponent(JSON.stringify(kept))}`;
}

// Keep the address in step with what is shown.
export function remember() {
  history.replaceState(history.state ?? { depth: 0 }, "", address());
}

// Another run is shown: going back returns to the one before.
export function newPage() {
  history.pushState({ depth: depth() + 1 }, "", address());
}

// How often one can go back to other policies.
export function depth() {
  return history.state?.depth ?? 0;
}

// What the address says, put right where it makes no sense (the component does so for layer and speed); null if it says nothing.
export function recalled(scenarios, seed) {
  try {
    const kept = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    const found = Object.fromEntries(Object.entries(SHORT).map(([short, name]) => [name, kept[short]]));
    const arms = ARMS.every((arm) => found.arms?.[arm]?.settings && Array.isArray(found.arms[arm].changes));
    if (!arms || !Object.hasOwn(scenarios, found.scenario)) return null;
    if (!LANGUAGES.includes(found.language)) found.language = LANGUAGES[0];
    if (!Number.isInteger(found.frame) || found.frame < 0) found.frame = 0;
    if (!Number.isSafeInteger(found.seed) || found.seed < 0) found.seed = seed;
    if (!ARMS.includes(found.selected?.arm)) found.selected = null;
    return found;
  } catch {
    return null;
  }
}
