// Cards: what is known of a collective, an entrepreneur, a building or the municipality in one month.
import { node } from "./charts.js";
import { date, monthDate, months, number, say, spoken } from "./words.js";

const euro = (value, per = "") => `€\u00a0${number(value)}${per}`;
const share = (value) => number(value, 2);
const yes = (value) => say(value ? "card|yes" : "card|no");

function make(tag, text = "", attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function facts(rows) {
  const list = document.createElement("dl");
  for (const [name, value] of rows) {
    if (value === null || value === undefined) continue;
    const cell = document.createElement("dd");
    cell.append(value);
    list.append(make("dt", name), cell);
  }
  return list;
}

// A card for what was clicked. `context` has: history, start (of the scenario), frame, arm, open(kind, number), across(arm), close(), go(frame).
export function build(kind, card, context) {
  const parts = { collective, entrepreneur, plot, municipality }[kind](card, context);
  const head = make("div", "", { class: "head" });
  const close = make("button", say("card|close"), { type: "button" });
  close.addEventListener("click", context.close);
  head.append(make("h2", parts.shift()), close);
  const arm = make("p", `${say(context.arm === "A" ? "policy_a" : "policy_b")} · ${date(context.start, context.frame)}`, { class: context.arm });
  if (kind === "plot" || kind === "municipality") arm.append(" · ", across(context));
  return [head, arm, ...parts];
}

// What stands in the same place under the other policy.
function across(context) {
  const other = context.arm === "A" ? "B" : "A";
  return link(say(other === "A" ? "policy_a" : "policy_b"), () => context.across(other));
}

function link(text, open) {
  const button = make("button", text, { type: "button", class: "link" });
  button.addEventListener("click", open);
  return button;
}

function collective(card, context) {
  const parts = [say("card|collective", { n: context.history.called(card.number) })];
  const when = (month) => monthDate(context.start, month);
  parts.push(facts([
    [say("card|form"), say(`forms|${card.form}`)],
    [say("card|founded"), when(card.founded)],
    [say("card|ended"), card.alive ? null : `${when(card.ended)}: ${say(`causes|${card.cause}`)}`],
    [say("card|phase"), card.alive ? say(`phases|${card.phase}`) : null],
    [say("card|most"), number(card.peak_size)],
  ]));
  if (card.alive) {
    const hours = (what) => say("card|asked_given", { asked: number(card.hours[`${what}_asked`]), given: number(card.hours[`${what}_given`]) });
    parts.push(facts([
      [say("card|members"), number(card.members)],
      ...Object.entries(card.roles).map(([role, count]) => [`– ${say(`roles|${role}`)}`, number(count)]),
      [say("card|cohesion"), share(card.cohesion)],
      [say("card|likeness"), share(card.homogeneity)],
      [say("card|variety"), share(card.diversity)],
      [say("card|engagement"), share(card.engagement)],
      [say("card|leading"), hours("leading")],
      [say("card|binding"), hours("binding")],
      [say("card|step"), `${card.step}: ${say(`steps|${card.step}`)}`],
      [say("card|standing"), share(card.standing)],
      [say("card|radius"), say(`radii|${card.radius}`)],
      [say("card|reserve"), euro(card.reserve_eur)],
    ]), make("h3", say("card|outreach")), fan(card), ...building(card.building, context));
  }
  parts.push(make("h3", say("card|life")), timeline(card.events, context, (event) => told(event, {
    founded: (value) => say(`forms|${value}`), ended: (value) => say(`causes|${value}`), phase: (value) => say(`phases|${value}`), form: (value) => say(`forms|${value}`),
  })));
  return parts;
}

// Outreach in the three themes as sectors of half a disc: the further out, the more.
function fan(card) {
  const svg = node("svg", { viewBox: "-130 -107 260 130", width: "100%", role: "img", "aria-label": say("card|outreach") });
  const themes = Object.entries(card.outreach);
  themes.forEach(([theme, value], i) => {
    const [from, to] = [Math.PI - (i * Math.PI) / 3, Math.PI - ((i + 1) * Math.PI) / 3];
    const sector = (radius) => `M0 0L${Math.cos(from) * radius} ${-Math.sin(from) * radius}A${radius} ${radius} 0 0 1 ${Math.cos(to) * radius} ${-Math.sin(to) * radius}Z`;
    svg.append(node("path", { d: sector(90), fill: "#eef1f2", stroke: "#fff" }));
    svg.append(node("path", { d: sector(Math.min(90, 90 * value)), fill: "#1f5f8b", stroke: "#fff" }));
    const middle = (from + to) / 2;
    const text = node("text", { x: i === 1 ? 0 : Math.cos(middle) * 62, y: i === 1 ? -94 : 16, "text-anchor": "middle", "font-size": 10, fill: "#1b2a38" });
    text.textContent = `${say(`themes|${theme}`)} ${number(value, 2)}`;
    svg.append(text);
  });
  return svg;
}

function building(card, context) {
  if (!card) return [];
  const part = (one) => `${number(one)} m²`;
  return [
    make("h3", `${say("card|building", card)}${card.titles[spoken()] ? `: ${card.titles[spoken()]}` : ""}`),
    facts([
      [say("card|owner"), say(`owners|${card.owner}`) + (card.operated ? ` (${say("card|operator")})` : "")],
      [say("card|floor"), part(card.floor_m2)],
      [say("card|in_use"), part(card.occupied_m2)],
      [say("card|rent"), euro(card.rent_eur_m2_year, "/m²")],
      [say("card|market_rent"), euro(card.market_rent_eur_m2_year, "/m²")],
      [say("card|lease_left"), card.lease_months_left === null ? null : say("card|more", { months: months(Math.max(0, card.lease_months_left)) })],
      [say("card|horizon"), card.let ? months(Math.round(card.horizon_months)) : null],
      [say("card|plan"), yes(card.plan)],
      [say("card|vacate"), card.vacate_in_months === null ? null : months(card.vacate_in_months)],
      [say("card|zoned"), yes(card.zoned_for_work)],
      [say("card|homes"), card.homes ? number(card.homes) : null],
    ]),
  ];
}

function plot(card, context) {
  if (!card.building) return [say("card|plot"), make("p", card.titles[spoken()])];
  const parts = [say("card|building", card.building), ...building(card.building, context).slice(1)];
  if (card.collective !== null) {
    const line = document.createElement("p");
    line.append(link(say("card|collective", { n: context.history.called(card.collective) }), () => context.open("collective", card.collective)));
    parts.push(line);
  }
  if (card.people?.length) {
    const list = document.createElement("ol");
    for (const person of card.people) {
      const item = document.createElement("li");
      item.append(link(say("card|entrepreneur", { n: person.row }), () => context.open("entrepreneur", person.row)), ` ${say(`activities|${person.activity}`)}, ${say(`roles|${person.role}`)}`);
      list.append(item);
    }
    parts.push(make("h3", `${say("card|people")} (${card.people.length})`), list);
  }
  return parts;
}

function entrepreneur(card, context) {
  const parts = [say("card|entrepreneur", { n: card.row })];
  const member = card.collective === null || card.collective === undefined ? null : link(say("card|collective", { n: context.history.called(card.collective) }), () => context.open("collective", card.collective));
  parts.push(facts([
    [say("card|activity"), say(`activities|${card.activity}`)],
    [say("card|role"), card.present ? say(`roles|${card.role}`) : say("card|gone")],
    [say("card|in_collective"), member],
    [say("card|pays"), card.present ? euro(card.rent_eur_m2_year, "/m²") : null],
    [say("card|ability"), euro(card.ability_eur_m2_year, "/m²")],
    [say("card|buffer"), number(card.buffer_months, 1)],
    [say("card|space"), card.present ? `${number(card.area_m2)} / ${number(card.need_m2)} m²` : null],
    [say("card|engagement"), card.present && member ? share(card.engagement) : null],
    [say("card|hours"), card.present && member ? number(card.hours, 1) : null],
    [say("card|mentality"), share(card.mentality)],
    [say("card|initiative"), share(card.initiative)],
    [say("card|sociability"), share(card.sociability)],
    [say("card|experience"), number(card.experience_years)],
  ]));
  if (card.present) parts.push(make("h3", say("card|ties")), card.ties.length ? ties(card, context) : make("p", say("card|no_ties")));
  parts.push(make("h3", say("card|history")), timeline(card.events, context, (event) => told(event, { joined: (value) => context.history.called(value), left_collective: (value) => context.history.called(value), left: (value) => say(`leaving|${value}`), role: (value) => say(`roles|${value}`) })));
  return parts;
}

// Whom somebody keeps up with: nearer and thicker is stronger.
function ties(card, context) {
  const svg = node("svg", { viewBox: "-120 -90 240 180", width: "100%", role: "group", "aria-label": say("card|ties") });
  const place = new Map(card.ties.map((tie, i) => {
    const angle = (i / card.ties.length) * 2 * Math.PI;
    const far = 40 + 42 * (1 - tie.bond);
    return [tie.row, [Math.cos(angle) * far * 1.25, Math.sin(angle) * far]];
  }));
  for (const tie of card.ties) for (const other of tie.knows) {
    const [[x1, y1], [x2, y2]] = [place.get(tie.row), place.get(other)];
    svg.append(node("line", { x1, y1, x2, y2, stroke: "#d5dbe0", "stroke-width": 1 }));
  }
  for (const tie of card.ties) {
    const [x2, y2] = place.get(tie.row);
    svg.append(node("line", { x1: 0, y1: 0, x2, y2, stroke: "#1f5f8b", "stroke-width": 0.5 + 5 * tie.bond }));
  }
  svg.append(node("circle", { r: 8, fill: "#1b2a38" }));
  for (const tie of card.ties) {
    const [cx, cy] = place.get(tie.row);
    const dot = node("circle", { cx, cy, r: 7, fill: "#fff", stroke: "#1b2a38", tabindex: 0, role: "button", "aria-label": say("card|entrepreneur", { n: tie.row }) });
    const open = () => context.open("entrepreneur", tie.row);
    dot.addEventListener("click", open);
    dot.addEventListener("keydown", (event) => event.key === "Enter" && open());
    const text = node("text", { x: cx, y: cy + (cy < 0 ? -10 : 17), "text-anchor": "middle", "font-size": 9, fill: "#1b2a38" });
    text.textContent = `${tie.row} · ${number(tie.bond, 2)}`;
    svg.append(dot, text);
  }
  return svg;
}

function told(event, words) {
  const value = words[event.what]?.(event.value) ?? event.value;
  const before = words[event.what]?.(event.before) ?? event.before;
  const key = event.what === "cooperative" ? `cooperative_${event.value}` : event.what;
  return say(`events|${key}`, { value, before });
}

function timeline(events, context, tell) {
  const list = document.createElement("ol");
  for (const event of events) {
    const item = document.createElement("li");
    const frame = Math.max(0, event.month + 1);
    if (frame === context.frame) item.className = "now";
    item.append(link(monthDate(context.start, event.month), () => context.go(frame)), ` ${tell(event)}`);
    list.append(item);
  }
  return list;
}

function municipality(card, context) {
  const waiting = (places) => {
    if (!places.length) return make("p", say("card|none"));
    const list = document.createElement("ol");
    for (const place of places) list.append(make("li", say("card|where", { place: context.history.placed(place.y * context.history.width + place.x), x: place.x, y: place.y, months: months(place.months) })));
    return list;
  };
  return [
    say("card|municipality"),
    facts([
      [say("card|openness"), share(card.openness)],
      [say("card|trust"), share(card.trust)],
      [say("card|spent"), euro(card.public_cost_eur)],
      [say("card|budget"), euro(card.building_budget_eur)],
      [say("card|fund"), euro(card.purchase_fund_eur)],
      [say("card|buildings"), number(card.buildings)],
      [say("card|plans"), number(card.plans)],
      [say("card|notice"), number(card.under_notice)],
      [say("card|zoned_count"), number(card.zoned_for_work)],
    ]),
    make("h3", `${say("card|leases")} (${card.leases_to_decide.length})`), waiting(card.leases_to_decide),
    make("h3", `${say("card|permits")} (${card.permits_to_decide.length})`), waiting(card.permits_to_decide),
  ];
}
