// The card of the municipality: how far it listens, its purse, its plans, and what it still has to decide.
import { make } from "../dom.js";
import { facts, forms, telling } from "./facts.js";

export function municipality(card, context) {
  const { words } = context;
  const tell = telling(words);
  return [
    words.say("card|municipality"),
    facts([
      [words.say("card|openness"), tell.share(card.openness)],
      [words.say("card|hazard"), tell.share(card.hazard_per_year)],
      [words.say("card|spent"), tell.euro(card.public_cost_eur)],
      [words.say("card|budget"), tell.euro(card.building_budget_eur)],
      [words.say("card|fund"), tell.euro(card.purchase_fund_eur)],
      [words.say("card|buildings"), tell.number(card.buildings)],
      [words.say("card|plans"), tell.number(card.plans)],
      [words.say("card|notice"), tell.number(card.under_notice)],
      [words.say("card|zoned_count"), tell.number(card.zoned_for_work)],
    ]),
    ...forms(card.forms, context),
    ...waiting("leases", card.leases_to_decide, context),
    ...waiting("permits", card.permits_to_decide, context),
  ];
}

function waiting(what, places, { words, history }) {
  if (!places) return [];
  const told = ({ x, y, months }) => words.say("card|where", { place: words.placed(history, y * history.width + x), x, y, months: words.months(months) });
  return [
    make("h3", {}, `${words.say(`card|${what}`)} (${places.length})`),
    places.length ? make("ol", {}, ...places.map((place) => make("li", {}, told(place)))) : make("p", {}, words.say("card|none")),
  ];
}
