// The card of a plot: its building, who is in it, and its collective.
import { link, make } from "../dom.js";
import { facts, forms, telling } from "./facts.js";

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
export function building(card, context) {
  const { words, start, frame } = context;
  if (!card) return [];
  const date = (months) => words.monthDate(start, frame + months);
  const tell = telling(words);
  const title = words.in(card.titles);
  const whole = card.operated ? "operator" : card.rented_whole ? "rented_whole" : null;
  return [
    make("h3", {}, `${words.say("card|building", card)}${title ? `: ${title}` : ""}`),
    facts([
      [words.say("card|owner"), card.owner ? words.say(`owners|${card.owner}`) + (whole ? ` (${words.say(`card|${whole}`)})` : "") : null],
      [words.say("card|floor"), tell.area(card.floor_m2)],
      [words.say("card|in_use"), tell.area(card.occupied_m2)],
      [words.say("card|rent"), tell.euro(card.rent_eur_m2_year, "/m²")],
      [words.say("card|market_rent"), tell.euro(card.market_rent_eur_m2_year, "/m²")],
      [words.say("card|lease_left"), card.lease_months_left === null || card.lease_months_left === undefined ? null : words.say("card|more", { months: words.months(Math.max(0, card.lease_months_left)) })],
      [words.say("card|horizon"), card.let ? words.months(Math.round(card.horizon_months)) : null],
      [words.say("card|not_let"), card.floor_m2 > 0 && card.let === false ? words.say("card|no") : null],
      [words.say("card|plan"), card.plan ? planned(words, card.plan) : null],
      [words.say("card|announced"), Number.isInteger(card.announced_in_months) ? date(card.announced_in_months) : null],
      [words.say("card|temporary"), tell.only(card.temporary)],
      [words.say("card|no_homes_now"), tell.only(card.no_homes_now)],
      [words.say("card|vacate"), tell.months(card.vacate_in_months)],
      [words.say("card|zoned"), tell.yes(card.zoned_for_work)],
      [words.say("card|homes"), card.homes ? tell.number(card.homes) : null],
      [words.say("card|renewed"), tell.only(card.renewed)],
      [words.say("card|affordable"), card.homes ? tell.percent(card.affordable_share) : null],
    ]),
    ...forms(card.forms, context),
  ];
}

// What the owner wants, how far that is, and whether people know; short cards know only the last.
function planned(words, { aim, stage, known }) {
  if (!aim) return words.say(known ? "card|known" : "card|hidden");
  const told = known ? [] : [`(${words.say("card|hidden")})`];
  return [`${words.say(`aims|${aim}`)}: ${words.say(`stages|${stage}`)}`, ...told].join(" ");
}
