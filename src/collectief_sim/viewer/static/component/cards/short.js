// Short cards, made from the history alone: where nobody can be asked for more, as in a file that was sent.
import { KINDS, KNOWN, OWNERS, PLAN, ROLES } from "../colours.js";

const PHASES = [null, "founding", "stable", "area-active"];
const MAKERS = { collective, entrepreneur, plot, municipality };

// The short card of something in a month, or null if it is not there.
export function short(history, kind, number, frame) {
  const card = Object.hasOwn(MAKERS, kind) ? MAKERS[kind](history, number, frame) : null;
  return card && { ...card, short: true };
}

function collective(history, number, frame) {
  const life = history.lives[number];
  if (!life || life.founded >= frame) return null;
  const value = (field) => history.standing(field, frame)[number];
  const alive = value("phase") > 0;
  const known = { number, alive, founded: life.founded, ended: life.ended, cause: life.cause, form: life.form };
  if (!alive) return known;
  const outreach = Object.fromEntries(["socio_economic", "planning", "circular"].map((theme) => [theme, value(theme) / 100]));
  return { ...known, phase: PHASES[value("phase")], members: value("size"), step: value("step"), cohesion: value("cohesion") / 100, outreach };
}

function entrepreneur(history, number, frame) {
  const people = history.people(frame);
  const at = people.row.indexOf(number);
  if (at < 0) return null;
  return { row: number, present: true, role: ROLES[people.role[at]] };
}

function plot(history, number, frame) {
  const value = (field) => history.plot(field, frame)[number];
  const titles = history.places[history.groups.index.place[number]];
  if (value("owner") < 0) return { plot: number, titles, building: null };
  const people = history.people(frame);
  const here = Array.from(people.row.keys()).filter((at) => people.plot[at] === number);
  return {
    plot: number,
    titles,
    building: {
      titles, x: number % history.width, y: Math.floor(number / history.width),
      owner: KINDS[value("kind")] === "housing" ? null : OWNERS[value("owner")],
      rent_eur_m2_year: value("rent") ? value("rent") / 10 : null,
      plan: value("state") & PLAN ? { known: Boolean(value("state") & KNOWN) } : null,
    },
    collective: value("collective") < 0 ? null : value("collective"),
    people: here.map((at) => ({ row: people.row[at], role: ROLES[people.role[at]] })),
  };
}

function municipality(history, _number, frame) {
  return { public_cost_eur: history.series("public_cost_eur")[frame] };
}
