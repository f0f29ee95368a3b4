// The words of the page, and numbers and dates as people write them.
let texts = {};
let language = "nl";
let levers = new Map(); // by path, each with its words

export async function speak(wanted) {
  const answer = await fetch(`/static/words/${wanted}.json`);
  texts = await answer.json();
  language = wanted;
  document.documentElement.lang = wanted;
}

export function spoken() {
  return language;
}

// The text for a key such as "card|close"; the key itself if there is none.
export function say(key, values = {}) {
  let found = texts;
  for (const part of key.split("|")) found = found?.[part];
  if (typeof found !== "string") return key;
  return String(found).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function number(value, digits = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

// Frame k is how things stand at the end of the k-th month, as in the files; frame 0 is the start.
export function date(start, frame) {
  return frame === 0 ? say("start_of", { date: monthDate(start, 0) }) : monthDate(start, frame - 1);
}

// Month 0 is the first one of the scenario.
export function monthDate(start, number_) {
  const [year, month] = start.split("-").map(Number);
  const day = new Date(Date.UTC(year, month - 1 + number_, 1));
  return new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(day);
}

// A number of months: "1 month", "7 months".
export function months(count) {
  return say(count === 1 ? "month" : "months", { n: number(count) });
}

// The levers there are, which bring words of their own.
export function learn(known) {
  levers = new Map(known.map((lever) => [lever.path, lever]));
}

// A text that comes in every language.
export function inLanguage(told) {
  return told[language] ?? told.en;
}

// A setting in a few words.
export function brief(path, value) {
  const lever = levers.get(path);
  const name = lever ? inLanguage(lever.short) : path.split(".").pop();
  if (typeof value === "boolean") return value ? name : `${name}: ${say("card|no")}`;
  if (lever?.absent && value === lever.nothing) return `${name}: ${inLanguage(lever.absent)}`;
  return `${name} ${shown(path, value, lever?.unit)}`;
}

function shown(path, value, unit) {
  if (typeof value !== "number") return value ?? "–";
  if (path.endsWith("_months")) return months(value);
  const told = number(value, Number.isInteger(value) ? 0 : 2);
  const amount = say(`amounts|${unit}`, { value: told });
  return amount === `amounts|${unit}` ? told : amount;
}

// All texts under a key, by name.
export function all(key) {
  return texts[key];
}
