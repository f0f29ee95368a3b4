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

export function say(key, values = {}) {
  let found = texts;
  for (const part of key.split("|")) found = found?.[part];
  if (found === undefined) return key;
  return String(found).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function number(value, digits = 0) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

// Frame k is how things stand at the end of the k-th month, as in the files; frame 0 is the start.
export function date(start, frame) {
  return monthDate(start, Math.max(0, frame - 1));
}

// Month 0 is the first one of the scenario.
export function monthDate(start, number_) {
  const [year, month] = start.split("-").map(Number);
  const day = new Date(Date.UTC(year, month - 1 + number_, 1));
  return new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" }).format(day);
}
