// The map of one policy on a canvas: plots, people, collectives; north is up.
import { colours, corner, diamond, FORM, hatch, KNOWN, NOTICE, PLAN, ROLE_COLOURS } from "./colours.js";

export class AreaMap {
  // `handlers`: open(hit), hover(hit, event, map); `called(history, number)` says what a collective is called,
  // `placed(history, plot)` a place.
  constructor(canvas, called, placed, handlers) {
    Object.assign(this, { canvas, called, placed });
    this.handlers = handlers;
    this.cursor = null;
    canvas.addEventListener("click", (event) => handlers.open(this.hit(event)));
    canvas.addEventListener("mousemove", (event) => handlers.hover(this.hit(event), event));
    canvas.addEventListener("mouseleave", () => handlers.hover(null));
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => { this.cursor = null; handlers.hover(null); this.redraw(); });
  }

  draw(history, frame, options) {
    Object.assign(this, { history, frame, options });
    this.redraw();
  }

  redraw() {
    if (!this.history) return;
    const { history, canvas } = this;
    const width = Math.max(120, Math.round(canvas.clientWidth * (window.devicePixelRatio || 1)));
    const height = Math.round((width * history.height) / history.width);
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    this.size = width / history.width;
    const pen = canvas.getContext("2d");
    this.plots(pen);
    this.walls(pen);
    if (this.options.people) this.people(pen);
    this.collectives(pen);
    this.names(pen);
    if (this.cursor !== null) this.frame_of(pen, this.cursor, "#e69f00", Math.max(3, this.size / 5));
  }

  place(plot) {
    return [(plot % this.history.width) * this.size, Math.floor(plot / this.history.width) * this.size];
  }

  plots(pen) {
    const { history, frame, size } = this;
    const colour = colours(this.options.layer, history, frame, this.options.most);
    const state = history.plot("state", frame);
    for (let plot = 0; plot < history.cells; plot++) {
      const [x, y] = this.place(plot);
      pen.fillStyle = colour(plot);
      pen.fillRect(x, y, size + 0.6, size + 0.6);
      if (size > 5 && state[plot] & NOTICE) hatch(pen, x, y, size);
      else if (size > 5 && state[plot] & PLAN) corner(pen, x, y, size, state[plot] & KNOWN);
    }
    if (size > 5) for (const plot of this.firsts()) if (state[plot] & FORM) diamond(pen, ...this.place(plot), size);
  }

  // The first plot of every building.
  firsts() {
    const { building } = this.history.groups.index;
    if (this.begun?.of !== building) {
      const seen = new Map();
      building.forEach((number, plot) => { if (number >= 0 && !seen.has(number)) seen.set(number, plot); });
      this.begun = { of: building, found: [...seen.values()] };
    }
    return this.begun.found;
  }

  // A thin line between plots of different buildings, and around each: four workshops in a row are four.
  walls(pen) {
    const { history, size } = this;
    if (size < 6) return;
    const { width, cells } = history;
    const { building } = history.groups.index;
    const thin = Math.max(1, size / 36);
    pen.fillStyle = "rgba(27,42,56,.38)";
    for (let plot = 0; plot < cells; plot++) {
      const [x, y] = this.place(plot);
      if (plot % width && building[plot] !== building[plot - 1]) pen.fillRect(x - thin / 2, y, thin, size);
      if (plot >= width && building[plot] !== building[plot - width]) pen.fillRect(x, y - thin / 2, size, thin);
    }
  }

  // What a large building is called, if no collective is at home there whose name stands there.
  names(pen) {
    const { history, frame, size } = this;
    if (size < 16) return;
    const { building, place } = history.groups.index;
    const of = history.plot("collective", frame);
    pen.textAlign = "center";
    for (const [plot, wide] of this.single(building, place)) {
      if (of[plot] < 0) this.letter(pen, this.placed(history, plot), plot, wide, "#41505c");
    }
  }

  // Buildings that are the only one of their kind, on several plots: the first plot of each, and how many stand beside it.
  single(building, place) {
    if (this.singles?.of === building) return this.singles.found;
    const { width, cells } = this.history;
    const kinds = new Map();
    for (let plot = 0; plot < cells; plot++) {
      if (building[plot] < 0) continue;
      const kind = kinds.get(place[plot]) ?? { first: plot, only: true };
      kind.only &&= building[kind.first] === building[plot];
      kinds.set(place[plot], kind);
    }
    const found = [];
    for (const { first, only } of kinds.values()) {
      let wide = 1;
      while ((first + wide) % width && building[first + wide] === building[first]) wide++;
      if (only && wide > 1) found.push([first, wide]);
    }
    this.singles = { of: building, found };
    return found;
  }

  people(pen) {
    const { size, options } = this;
    const people = this.history.people(this.frame);
    const radius = Math.max(0.8, Math.min(4.5, size / 9));
    for (let i = 0; i < people.row.length; i++) {
      const [x, y] = this.spot(people.row[i], people.plot[i]);
      pen.beginPath();
      pen.arc(x, y, people.role[i] > 2 ? radius * 1.35 : radius, 0, 7);
      pen.fillStyle = ROLE_COLOURS[people.role[i]];
      pen.fill();
      const chosen = options.selected?.kind === "entrepreneur" && options.selected.number === people.row[i];
      pen.lineWidth = chosen ? 3 : size > 14 ? 0.7 : 0;
      pen.strokeStyle = chosen ? "#000" : "#41505c";
      if (pen.lineWidth && (chosen || size > 14)) pen.stroke();
    }
  }

  // Where in their plot somebody is drawn: always the same place.
  spot(row, plot) {
    const [x, y] = this.place(plot);
    const luck = Math.imul(row + 1, 2654435761) >>> 0;
    const inner = this.size * 0.76;
    return [x + this.size * 0.12 + ((luck & 0xffff) / 0xffff) * inner, y + this.size * 0.12 + ((luck >>> 16) / 0xffff) * inner];
  }

  collectives(pen) {
    const { history, frame, size, options } = this;
    const of = history.plot("collective", frame);
    const step = history.standing("step", frame);
    const homes = history.standing("home", frame);
    this.links(pen, homes, of);
    this.cooperatives(pen, homes);
    for (let plot = 0; plot < history.cells; plot++) {
      const number = of[plot];
      if (number < 0 || !step[number]) continue;
      const chosen = options.selected?.kind === "collective" && options.selected.number === number;
      this.outline(pen, plot, of, chosen ? "#000000" : "#1b2a38", chosen ? Math.max(3, size / 7) : Math.max(1, (size / 40) * (1 + step[number])));
    }
    if (size < 16) return;
    pen.textAlign = "center";
    for (const number of history.alive(frame)) this.label(pen, number, homes[number], of);
  }

  // The name of a collective in its building if it fits; else its number.
  label(pen, number, home, of) {
    const { size, history } = this;
    let wide = 1;
    while ((home + wide) % history.width && of[home + wide] === number) wide++;
    if (this.letter(pen, this.called(history, number), home, wide) || !this.fits(pen, [""], size * 0.42, wide)) return;
    const [x, y] = this.place(home);
    this.write(pen, String(number), x + size / 2, y + size * 0.64);
  }

  // A name over so many plots, on one line or in small letters with a line for each word; whether it fits.
  letter(pen, name, plot, wide, colour) {
    const { size } = this;
    const [x, y] = this.place(plot);
    const words = name.split(" ");
    const small = Math.max(8, size * 0.32);
    if (this.fits(pen, [name], size * 0.42, wide)) this.write(pen, name, x + (wide * size) / 2, y + size * 0.64, colour);
    else if (words.length * small < size * 1.6 && this.fits(pen, words, small, wide)) {
      words.forEach((word, line) => this.write(pen, word, x + (wide * size) / 2, y + size * 0.2 + small * (line + 0.8), colour));
    } else return false;
    return true;
  }

  // Whether lines of text in letters of this size fit on so many plots; the pen keeps that size.
  fits(pen, lines, letters, wide) {
    pen.font = `${Math.round(letters)}px system-ui, sans-serif`;
    return lines.every((line) => pen.measureText(line).width < wide * this.size - 4);
  }

  write(pen, text, x, y, colour = "#1b2a38") {
    pen.lineWidth = 3;
    pen.strokeStyle = "rgba(255,255,255,.85)";
    pen.strokeText(text, x, y);
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  }

  // A collective in several buildings: a line from its home to the others.
  links(pen, homes, of) {
    const { history, frame } = this;
    pen.strokeStyle = "#1b2a38";
    pen.lineWidth = Math.max(1, this.size / 14);
    pen.setLineDash([this.size / 6, this.size / 8]);
    for (let plot = 0; plot < history.cells; plot++) {
      const number = of[plot];
      if (number < 0 || plot === homes[number] || !history.standing("phase", frame)[number] || this.joined(plot, of)) continue;
      pen.beginPath();
      pen.moveTo(...this.middle(homes[number]));
      pen.lineTo(...this.middle(plot));
      pen.stroke();
    }
    pen.setLineDash([]);
  }

  // Whether a plot touches one of the same collective above or to the left, so that a line to that one will do.
  joined(plot, of) {
    const { width } = this.history;
    return of[plot - width] === of[plot] || (plot % width > 0 && of[plot - 1] === of[plot]);
  }

  middle(plot) {
    const [x, y] = this.place(plot);
    return [x + this.size / 2, y + this.size / 2];
  }

  cooperatives(pen, homes) {
    const membership = this.history.standing("cooperative", this.frame);
    const first = new Map();
    pen.strokeStyle = "#009e73";
    pen.lineWidth = Math.max(1.5, this.size / 9);
    for (const number of this.history.alive(this.frame)) {
      const cooperative = membership[number];
      if (cooperative < 0) continue;
      const centre = this.middle(homes[number]);
      if (!first.has(cooperative)) first.set(cooperative, centre);
      pen.beginPath();
      pen.moveTo(...first.get(cooperative));
      pen.lineTo(...centre);
      pen.stroke();
    }
  }

  // The sides of a plot that are not shared with the same collective.
  outline(pen, plot, of, colour, width) {
    const { size, history } = this;
    const [x, y] = this.place(plot);
    const column = plot % history.width;
    const half = width / 2;
    const same = (other, inside) => inside && of[other] === of[plot];
    pen.fillStyle = colour;
    if (!same(plot - history.width, true)) pen.fillRect(x - half, y - half, size + width, width);
    if (!same(plot + history.width, true)) pen.fillRect(x - half, y + size - half, size + width, width);
    if (!same(plot - 1, column > 0)) pen.fillRect(x - half, y - half, width, size + width);
    if (!same(plot + 1, column < history.width - 1)) pen.fillRect(x + size - half, y - half, width, size + width);
  }

  frame_of(pen, plot, colour, width) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.strokeRect(...this.place(plot), this.size, this.size);
  }

  // What is under the mouse: somebody near, else a plot.
  hit(event) {
    if (!this.history) return null;
    const box = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / box.width;
    const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    const [column, line] = [Math.floor(x / this.size), Math.floor(y / this.size)];
    if (column < 0 || line < 0 || column >= this.history.width || line >= this.history.height) return null;
    const plot = line * this.history.width + column;
    return { plot, row: this.options.people ? this.nearest(plot, x, y) : null };
  }

  nearest(plot, x, y) {
    const people = this.history.people(this.frame);
    let [best, distance] = [null, (this.size / 6) ** 2];
    for (let i = 0; i < people.row.length; i++) {
      if (people.plot[i] !== plot) continue;
      const [px, py] = this.spot(people.row[i], plot);
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < distance) [best, distance] = [people.row[i], far];
    }
    return best;
  }

  key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const { width, height } = this.history ?? {};
    if (moves[event.key] && this.history) {
      const at = this.cursor ?? Math.floor(height / 2) * width + Math.floor(width / 2);
      const [dx, dy] = moves[event.key];
      const column = Math.min(width - 1, Math.max(0, (at % width) + dx));
      const line = Math.min(height - 1, Math.max(0, Math.floor(at / width) + dy));
      this.cursor = line * width + column;
      this.redraw();
      this.handlers.hover({ plot: this.cursor, row: null }, null, this);
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && this.cursor !== null) {
      this.handlers.open({ plot: this.cursor, row: null });
    }
  }
}
