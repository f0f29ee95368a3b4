// The words of a view, and numbers and dates as people write them.

export class Words {
  // `texts` by language; `levers` bring words of their own.
  constructor(texts, language, levers = []) {
    this.language = language in texts ? language : "en";
    this.texts = texts[this.language];
    this.levers = new Map(levers.map((lever) => [lever.path, lever]));
    this.plurals = new Intl.PluralRules(this.language);
    this.formats = new Map(); // making one takes long, and every month needs dozens
  }

  // The text for a key such as "card|close"; the key itself if there is none. Where there is one text for one and another
  // for many, `values.count` says which.
  say(key, values = {}) {
    let found = this.texts;
    for (const part of key.split("|")) found = found?.[part];
    if (typeof found === "object" && found?.other) found = found[this.plurals.select(values.count)] ?? found.other;
    if (typeof found !== "string") return key;
    return found.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  // Why something could not be had, in the words of this language if it has any for that, else as the server said it.
  refusal({ message, code }) {
    return code in this.texts.refused ? this.say(`refused|${code}`, { error: message }) : message;
  }

  // All texts under a key, by name.
  all(key) {
    return this.texts[key];
  }

  number(value, digits = 0) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    return this.format(`n${digits}`, () => new Intl.NumberFormat(this.language, { minimumFractionDigits: digits, maximumFractionDigits: digits })).format(value);
  }

  // Frame k is how things stand at the end of the k-th month, as in the files; frame 0 is the start.
  date(start, frame) {
    return frame === 0 ? this.say("start_of", { date: this.monthDate(start, 0) }) : this.monthDate(start, frame - 1);
  }

  // Month 0 is the first one of the scenario.
  monthDate(start, month) {
    const [year, first] = start.split("-").map(Number);
    const day = new Date(Date.UTC(year, first - 1 + month, 1));
    return this.format("date", () => new Intl.DateTimeFormat(this.language, { month: "long", year: "numeric", timeZone: "UTC" })).format(day);
  }

  // A number of months: "1 month", "7 months".
  months(count) {
    return this.say("months", { n: this.number(count), count });
  }

  list(parts) {
    return this.format("list", () => new Intl.ListFormat(this.language, { type: "conjunction" })).format(parts);
  }

  format(name, make) {
    if (!this.formats.has(name)) this.formats.set(name, make());
    return this.formats.get(name);
  }

  // A text that comes in every language.
  in(told) {
    return told?.[this.language] ?? told?.en ?? told ?? "";
  }

  // A setting in a few words.
  brief(path, value) {
    const lever = this.levers.get(path);
    const name = lever ? this.in(lever.short) : path.split(".").pop();
    if (typeof value === "boolean") return value ? name : `${name}: ${this.say("card|no")}`;
    if (lever?.options) return `${name} ${this.in(lever.options[value])}`;
    if (lever?.absent && value === lever.nothing) return `${name}: ${this.in(lever.absent)}`;
    return `${name} ${this.setting(path, value, lever?.unit)}`;
  }

  setting(path, value, unit) {
    if (typeof value !== "number") return value ?? "–";
    if (path.endsWith("_months")) return this.months(value);
    const told = this.number(value, Number.isInteger(value) ? 0 : 2);
    const amount = this.say(`amounts|${unit}`, { value: told });
    return amount === `amounts|${unit}` ? told : amount;
  }

  // What a collective is called: after the building of its beginning, with its number if another had that name before; else its
  // number. So a name is the same in every month, whoever comes later.
  called(history, number) {
    const name = history.lives[number]?.name;
    if (!name) return String(number);
    const first = history.lives.findIndex((life) => life.name?.en === name.en) === number;
    return first ? this.in(name) : `${this.in(name)} (${number})`;
  }

  // What a plot is called.
  placed(history, plot) {
    return this.in(history.places[history.groups.index.place[plot]]);
  }
}
