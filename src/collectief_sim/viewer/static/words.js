// The words of the page, and numbers and dates as people write them.
let texts = {};
let language = "nl";

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

// A setting in a few words.
export function brief(path, value) {
  if (typeof value === "boolean") return say(`brief|${path}`) + (value ? "" : `: ${say("card|no")}`);
  if (value === null || value === "same") return say(`brief_absent|${path}`);
  const shown = typeof value !== "number" ? value : path.endsWith("_months") ? months(value) : number(value, Number.isInteger(value) ? 0 : 2);
  const known = say(`brief|${path}`, { value: shown });
  return known === `brief|${path}` ? `${path.split(".").pop()} ${shown}` : known;
}

// All texts under a key, by name.
export function all(key) {
  return texts[key];
}
