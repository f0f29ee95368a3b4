// The legend of a layer, and what is under the mouse in words.
import { FORM, KIND_COLOURS, KINDS, KNOWN, NOT_BUILT, NOTICE, OWNER_COLOURS, OWNERS, PLAN, RAMP, ROLE_COLOURS, ROLES } from "./colours.js";
import { make } from "./dom.js";

// Its parts: colour, text, and kind of mark if it is not a square.
export function legend(words, layer, most) {
  const roles = ROLES.map((role, i) => [ROLE_COLOURS[i], words.say(`roles|${role}`), "round"]);
  const marks = ["collective", "cooperative", "idea", "plan", "notice", "form"].map((mark) => ["", words.say(`marks|${mark}`), mark]);
  return [...plots(words, layer, most), ...roles, ...marks];
}

function plots(words, layer, most) {
  if (layer === "use") return KINDS.map((kind, i) => [KIND_COLOURS[i], words.say(`kinds|${kind}`)]);
  if (layer === "owner") return [...OWNERS.map((owner, i) => [OWNER_COLOURS[i], words.say(`owners|${owner}`)]), [NOT_BUILT, words.say("owners|none")]];
  const [scale, digits] = layer === "rent" ? [10, 0] : [100, 1];
  return RAMP.map((colour, i) => [colour, `≥ ${words.number(((i / RAMP.length) * most[layer]) / scale, digits)}`]);
}

export function showLegend(box, words, layer, most) {
  const parts = legend(words, layer, most).map(([colour, text, kind]) => {
    const patch = make("i", { className: kind ?? "" });
    if (colour) patch.style.background = colour;
    return make("span", {}, patch, text);
  });
  box.replaceChildren(words.say(`layer_units|${layer}`), ...parts);
}

// What is under the mouse, or under the cursor on the map.
export function describe(words, history, frame, hit) {
  if (!hit) return "";
  const { plot, row } = hit;
  return [...somebody(words, history, frame, row), ...place(words, history, frame, plot), ...home(words, history, frame, plot)].join(" · ");
}

function somebody(words, history, frame, row) {
  if (row === null || row === undefined) return [];
  const people = history.people(frame);
  const at = people.row.indexOf(row);
  return at < 0 ? [] : [`${words.say("card|entrepreneur", { n: row })}: ${words.say(`roles|${ROLES[people.role[at]]}`)}`];
}

function place(words, history, frame, plot) {
  const value = (field) => history.plot(field, frame)[plot];
  const [kind, owner, rent, state] = [KINDS[value("kind")], value("owner"), value("rent"), value("state")];
  const parts = [words.placed(history, plot), words.say(`kinds|${kind}`)];
  if (owner >= 0 && kind !== "housing") parts.push(`${words.say("card|owner")}: ${words.say(`owners|${OWNERS[owner]}`)}`);
  if (rent) parts.push(`${words.say("card|rent")} €\u00a0${words.number(rent / 10)}/m²`);
  if (kind === "work" || kind === "mixed") parts.push(`${words.say("layers|pull")} ${words.number(value("pull") / 100, 2)}`);
  if (state & NOTICE) parts.push(words.say("marks|notice"));
  else if (state & PLAN) parts.push(words.say(state & KNOWN ? "marks|plan" : "marks|idea"));
  if (state & FORM) parts.push(words.say("marks|form"));
  return parts;
}

function home(words, history, frame, plot) {
  const number = history.plot("collective", frame)[plot];
  const step = number >= 0 ? history.standing("step", frame)[number] : 0;
  if (!step) return [];
  const size = history.standing("size", frame)[number];
  return [`${words.say("card|collective", { n: words.called(history, number) })}: ${size} ${words.say("card|members")}, ${words.say("table|step")} ${step}`];
}
