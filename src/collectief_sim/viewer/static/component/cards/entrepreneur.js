// The card of an entrepreneur: role, ties, rent against what they can pay, and their history.
import { drawn, link, make } from "../dom.js";
import { facts, telling, timeline, told } from "./facts.js";

export function entrepreneur(card, context) {
  const { words, history, open } = context;
  const tell = telling(words);
  const member = card.collective === null || card.collective === undefined ? null : link(words.say("card|collective", { n: words.called(history, card.collective) }), () => open("collective", card.collective));
  const now = (value) => (card.present ? value : null);
  const parts = [
    words.say("card|entrepreneur", { n: card.row }),
    facts([
      [words.say("card|activity"), tell.word(card.activity, "activities")],
      [words.say("card|role"), card.present ? tell.word(card.role, "roles") : words.say("card|gone")],
      [words.say("card|in_collective"), member],
      [words.say("card|pays"), now(tell.euro(card.rent_eur_m2_year, "/m²"))],
      [words.say("card|ability"), tell.euro(card.ability_eur_m2_year, "/m²")],
      [words.say("card|buffer"), tell.number(card.buffer_months, 1)],
      [words.say("card|space"), now(card.need_m2 && `${words.number(card.area_m2)} / ${words.number(card.need_m2)} m²`)],
      [words.say("card|engagement"), now(member && tell.share(card.engagement))],
      [words.say("card|hours"), now(member && tell.number(card.hours, 1))],
      [words.say("card|mentality"), tell.share(card.mentality)],
      [words.say("card|initiative"), tell.share(card.initiative)],
      [words.say("card|sociability"), tell.share(card.sociability)],
      [words.say("card|experience"), tell.number(card.experience_years)],
    ]),
  ];
  if (card.present && card.ties) parts.push(make("h3", {}, words.say("card|ties")), card.ties.length ? ties(card, context) : make("p", {}, words.say("card|no_ties")));
  if (card.events) parts.push(make("h3", {}, words.say("card|history")), timeline(card.events, context, (event) => told(words, event, {
    joined: (value) => words.called(history, value), left_collective: (value) => words.called(history, value), left: (value) => tell.word(value, "leaving"), role: (value) => tell.word(value, "roles"),
  })));
  return parts;
}

// Whom somebody keeps up with: nearer and thicker is stronger.
function ties(card, { words, open }) {
  const svg = drawn("svg", { viewBox: "-120 -90 240 180", width: "100%", role: "group", "aria-label": words.say("card|ties") });
  const place = new Map(card.ties.map((tie, i) => {
    const angle = (i / card.ties.length) * 2 * Math.PI;
    const far = 40 + 42 * (1 - tie.bond);
    return [tie.row, [Math.cos(angle) * far * 1.25, Math.sin(angle) * far]];
  }));
  for (const tie of card.ties) for (const other of tie.knows) {
    const [[x1, y1], [x2, y2]] = [place.get(tie.row), place.get(other)];
    svg.append(drawn("line", { x1, y1, x2, y2, stroke: "#d5dbe0", "stroke-width": 1 }));
  }
  for (const tie of card.ties) {
    const [x2, y2] = place.get(tie.row);
    svg.append(drawn("line", { x1: 0, y1: 0, x2, y2, stroke: "#1f5f8b", "stroke-width": 0.5 + 5 * tie.bond }));
  }
  svg.append(drawn("circle", { r: 8, fill: "#1b2a38" }));
  for (const tie of card.ties) svg.append(...somebody(tie, place.get(tie.row), words, () => open("entrepreneur", tie.row)));
  return svg;
}

function somebody(tie, [cx, cy], words, open) {
  const dot = drawn("circle", { cx, cy, r: 7, fill: "#fff", stroke: "#1b2a38", tabindex: 0, role: "button", "aria-label": words.say("card|entrepreneur", { n: tie.row }) });
  dot.addEventListener("click", open);
  dot.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && (event.stopPropagation(), event.preventDefault(), open()));
  const text = drawn("text", { x: cx, y: cy + (cy < 0 ? -10 : 17), "text-anchor": "middle", "font-size": 9, fill: "#1b2a38" });
  text.textContent = `${tie.row} · ${words.number(tie.bond, 2)}`;
  return [dot, text];
}
