import { say, spoken } from "./words.js";

// A run as the server sends it: see viewer/wire.py for the layout.
const KINDS = { uint8: Uint8Array, int8: Int8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array, float32: Float32Array };

export class History {
  constructor(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const about = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const begin = Math.ceil((4 + length) / 8) * 8;
    Object.assign(this, about);
    this.groups = {};
    for (const { group, name, type, shape, at } of about.arrays) {
      const count = shape.reduce((product, side) => product * side, 1);
      (this.groups[group] ??= {})[name] = new KINDS[type](buffer, begin + at, count);
    }
    this.cells = this.width * this.height;
    this.known = this.lives.length;
    this.last = this.months;
    this.peopleStart = this.groups.index.people_start;
  }

  plot(field, frame) {
    return this.groups.plots[field].subarray(frame * this.cells, (frame + 1) * this.cells);
  }

  // Everybody present after so many months: arrays of the same length.
  people(frame) {
    const [from, to] = [this.peopleStart[frame], this.peopleStart[frame + 1]];
    const found = {};
    for (const [name, array] of Object.entries(this.groups.people)) found[name] = array.subarray(from, to);
    return found;
  }

  standing(field, frame) {
    return this.groups.collectives[field].subarray(frame * this.known, (frame + 1) * this.known);
  }

  // The collectives that exist after so many months.
  alive(frame) {
    const phase = this.standing("phase", frame);
    return Array.from(phase.keys()).filter((number) => phase[number] > 0);
  }

  // What a collective is called: after the building of its beginning, with its number if others had that name; else its number.
  called(number) {
    const name = this.lives[number]?.name;
    if (!name) return String(number);
    const alone = this.lives.filter((life) => life.name?.en === name.en).length === 1;
    return alone ? name[spoken()] : `${name[spoken()]} (${number})`;
  }

  // What a plot is called.
  placed(plot) {
    return this.places[this.groups.index.place[plot]][spoken()];
  }

  get title() {
    return this.titles[spoken()];
  }

  series(name) {
    return this.groups.series[name];
  }
}

const TRIES = 20;

// An answer of the server; one that is busy says when to try again. `signal` stops asking, and the server with it.
export async function ask(path, query, signal) {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`${path}?${new URLSearchParams(query)}`, { signal }).catch(() => { throw new Error(say("no_answer")); });
    if (answer.ok) return answer;
    const later = Number(answer.headers.get("Retry-After"));
    if (later && tries < TRIES) await new Promise((done) => setTimeout(done, later * 1000));
    else throw Object.assign(new Error((await answer.json().catch(() => ({ error: answer.statusText }))).error), { code: answer.status });
  }
}
