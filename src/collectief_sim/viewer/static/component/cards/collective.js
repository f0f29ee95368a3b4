// The card of a collective: who is in it, what it asks and gives, what it does for others, where it is, and its life.
import { drawn, make } from "../dom.js";
import { facts, forms, telling, timeline, told } from "./facts.js";
import { building } from "./plot.js";

export function collective(card, context) {
  const { words, history } = context;
  const tell = telling(words);
  const when = (month) => words.monthDate(context.start, month);
  const parts = [
    words.say("card|collective", { n: words.called(history, card.number) }),
    facts([
      [words.say("card|form"), tell.word(card.form, "forms")],
      [words.say("card|founded"), when(card.founded)],
      [words.say("card|ended"), card.alive ? null : `${when(card.ended)}: ${tell.word(card.cause, "causes")}`],
      [words.say("card|phase"), card.alive ? tell.word(card.phase, "phases") : null],
      [words.say("card|most"), tell.number(card.peak_size)],
    ]),
  ];
  if (card.alive) parts.push(standing(card, context), ...outreach(card, context), ...building(card.building && { ...card.building, forms: [] }, context));
  parts.push(...forms(formsOf(card, words), context));
  if (card.events) parts.push(make("h3", {}, words.say("card|life")), timeline(card.events, context, (event) => told(words, event, {
    founded: (value) => tell.word(value, "forms"), ended: (value) => tell.word(value, "causes"), phase: (value) => tell.word(value, "phases"), form: (value) => tell.word(value, "forms"),
    purchase_failed: (value) => tell.word(value, "failures"),
  })));
  return parts;
}

// What forms of cooperation brought about for it and, now, in its building: what is about both is told once.
function formsOf(card, words) {
  const told = new Map([...(card.forms ?? []), ...((card.alive && card.building?.forms) || [])].map((one) => [`${one.month} ${words.in(one.said)}`, one]));
  return [...told.values()].sort((one, other) => one.month - other.month);
}

// How many have each role; at the start nobody has been counted yet.
function rolesOf(card) {
  const roles = Object.entries(card.roles ?? {});
  return roles.some(([, count]) => count) ? roles : [];
}

function standing(card, { words, start }) {
  const tell = telling(words);
  const hours = (what) => (card.hours ? words.say("card|asked_given", { asked: tell.number(card.hours[`${what}_asked`]), given: tell.number(card.hours[`${what}_given`]) }) : null);
  return facts([
    [words.say("card|members"), tell.number(card.members)],
    ...rolesOf(card).map(([role, count]) => [`– ${words.say(`roles|${role}`)}`, tell.number(count)]),
    [words.say("card|cohesion"), tell.share(card.cohesion)],
    [words.say("card|likeness"), tell.share(card.homogeneity)],
    [words.say("card|variety"), tell.share(card.diversity)],
    [words.say("card|engagement"), tell.share(card.engagement)],
    [words.say("card|leading"), hours("leading")],
    [words.say("card|binding"), hours("binding")],
    [words.say("card|step"), card.step ? `${card.step}: ${words.say(`steps|${card.step}`)}` : null],
    [words.say("card|standing"), tell.share(card.standing)],
    [words.say("card|influence"), tell.percent(card.influence)],
    [words.say("card|heard"), tell.percent(card.heard)],
    [words.say("card|radius"), tell.word(card.radius, "radii")],
    [words.say("card|reserve"), tell.euro(card.reserve_eur)],
    [words.say("card|buying"), Number.isInteger(card.buying_since) ? words.monthDate(start, card.buying_since) : null],
    [words.say("card|loan"), card.loan_eur ? tell.euro(card.loan_eur) : null],
    [words.say("card|fund_loan"), card.fund_loan_eur ? tell.euro(card.fund_loan_eur) : null],
  ]);
}

// Outreach in the three themes as sectors of half a disc: the further out, the more.
function outreach(card, { words }) {
  if (!card.outreach) return [];
  const svg = drawn("svg", { viewBox: "-130 -107 260 130", width: "100%", role: "img", "aria-label": words.say("card|outreach") });
  Object.entries(card.outreach).forEach(([theme, value], i) => {
    const [from, to] = [Math.PI - (i * Math.PI) / 3, Math.PI - ((i + 1) * Math.PI) / 3];
    const sector = (radius) => `M0 0L${Math.cos(from) * radius} ${-Math.sin(from) * radius}A${radius} ${radius} 0 0 1 ${Math.cos(to) * radius} ${-Math.sin(to) * radius}Z`;
    svg.append(drawn("path", { d: sector(90), fill: "#eef1f2", stroke: "#fff" }));
    svg.append(drawn("path", { d: sector(Math.min(90, 90 * value)), fill: "#1f5f8b", stroke: "#fff" }));
    const middle = (from + to) / 2;
    const text = drawn("text", { x: i === 1 ? 0 : Math.cos(middle) * 62, y: i === 1 ? -94 : 16, "text-anchor": "middle", "font-size": 10, fill: "#1b2a38" });
    text.textContent = `${words.say(`themes|${theme}`)} ${words.number(value, 2)}`;
    svg.append(text);
  });
  return [make("h3", {}, words.say("card|outreach")), svg];
}
