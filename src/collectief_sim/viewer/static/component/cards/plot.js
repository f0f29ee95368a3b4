// The card of a plot: its building, who is in it, and its collective.
import { link, make } from "../dom.js";
import { facts, telling } from "./facts.js";

export function plot(card, context) {
  const { words, history, open } = context;
  if (!card.building) return [words.say("card|plot"), make("p", {}, words.in(card.titles))];
  const parts = [words.say("card|building", card.building), ...building(card.building, context).slice(1)];
  if (card.collective !== null) {
    parts.push(make("p", {}, link(words.say("card|collective", { n: words.called(history, card.collective) }), () => open("collective", card.collective))));
  }
  if (card.people?.length) parts.push(make("h3", {}, `${words.say("card|people")} (${card.people.length})`), people(card.people, context));
  return parts;
}

function people(some, { words, open }) {
  const tell = telling(words);
  return make("ol", {}, ...some.map(({ row, activity, role }) => {
    const known = [tell.word(activity, "activities"), tell.word(role, "roles")].filter(Boolean).join(", ");
    return make("li", {}, link(words.say("card|entrepreneur", { n: row }), () => open("entrepreneur", row)), ` ${known}`);
  }));
}

// A building under its heading; nothing if it is not known.
export function building(card, { words }) {
  if (!card) return [];
  const tell = telling(words);
  const title = words.in(card.titles);
  return [
    make("h3", {}, `${words.say("card|building", card)}${title ? `: ${title}` : ""}`),
    facts([
      [words.say("card|owner"), card.owner ? words.say(`owners|${card.owner}`) + (card.operated ? ` (${words.say("card|operator")})` : "") : null],
      [words.say("card|floor"), tell.area(card.floor_m2)],
      [words.say("card|in_use"), tell.area(card.occupied_m2)],
      [words.say("card|rent"), tell.euro(card.rent_eur_m2_year, "/m²")],
      [words.say("card|market_rent"), tell.euro(card.market_rent_eur_m2_year, "/m²")],
      [words.say("card|lease_left"), card.lease_months_left === null || card.lease_months_left === undefined ? null : words.say("card|more", { months: words.months(Math.max(0, card.lease_months_left)) })],
      [words.say("card|horizon"), card.let ? words.months(Math.round(card.horizon_months)) : null],
      [words.say("card|plan"), card.plan ? `${words.say(`aims|${card.plan.aim}`)}: ${words.say(`stages|${card.plan.stage}`)}` : null],
      [words.say("card|announced"), card.announced_in_months === null || card.announced_in_months === undefined ? null : tell.months(Math.max(0, card.announced_in_months))],
      [words.say("card|temporary"), tell.yes(card.temporary)],
      [words.say("card|no_homes_now"), tell.yes(card.no_homes_now)],
      [words.say("card|vacate"), tell.months(card.vacate_in_months)],
      [words.say("card|zoned"), tell.yes(card.zoned_for_work)],
      [words.say("card|homes"), card.homes ? tell.number(card.homes) : null],
    ]),
  ];
}
