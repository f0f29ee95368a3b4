// A run as it is sent: see viewer/wire.py for the layout. Plots, people and collectives are there from month `first` on, the
// series from the start: of a run that is going on, only its last month can be drawn.
const TYPES = { uint8: Uint8Array, int8: Int8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array, float32: Float32Array };

export class History {
  constructor(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const about = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const begin = Math.ceil((4 + length) / 8) * 8;
    Object.assign(this, about);
    this.groups = {};
    for (const { group, name, type, shape, at } of about.arrays) {
      const count = shape.reduce((product, side) => product * side, 1);
      (this.groups[group] ??= {})[name] = new TYPES[type](buffer, begin + at, count);
    }
    this.cells = this.width * this.height;
    this.known = this.lives.length;
    this.peopleStart = this.groups.index.people_start;
  }

  // Changes of policy that the scenario itself dates, as in policies.js.
  get dated() {
    return this.events.filter(({ what }) => what === "policy").map(({ month, value }) => ({ month, settings: value }));
  }

  get live() {
    return this.first > 0 || this.last === 0;
  }

  plot(field, frame) {
    return part(this.groups.plots[field], frame - this.first, this.cells);
  }

  // Everybody present after so many months: arrays of the same length.
  people(frame) {
    const [from, to] = [this.peopleStart[frame - this.first], this.peopleStart[frame - this.first + 1]];
    return Object.fromEntries(Object.entries(this.groups.people).map(([name, array]) => [name, array.subarray(from, to)]));
  }

  standing(field, frame) {
    return part(this.groups.collectives[field], frame - this.first, this.known);
  }

  // The collectives that exist after so many months.
  alive(frame) {
    const phase = this.standing("phase", frame);
    return Array.from(phase.keys()).filter((number) => phase[number] > 0);
  }

  // A series from the start on; that of the mean ladder step is worked out.
  series(name) {
    if (name !== "ladder") return this.groups.series[name];
    return this.ladder ??= this.meanStep();
  }

  meanStep() {
    const found = new Float32Array(this.last + 1).fill(NaN);
    for (let frame = 0; frame <= this.last; frame++) {
      let [sum, all] = [0, 0];
      for (let step = 1; step <= 7; step++) {
        const some = this.groups.series[`ladder_${step}`][frame];
        sum += step * some;
        all += some;
      }
      if (all) found[frame] = sum / all;
    }
    return found;
  }
}

function part(array, frame, length) {
  return array.subarray(frame * length, (frame + 1) * length);
}
