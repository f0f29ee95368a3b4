// The collectives of a month as a table.
import { link, make } from "./dom.js";

const PHASES = [null, "founding", "stable", "area-active"];
const COLUMNS = ["name", "members", "phase", "step", "cohesion"];

export function table(words, history, frame, open) {
  const made = make("table");
  const alive = history.alive(frame);
  made.createCaption().textContent = alive.length ? words.say("table|caption", { date: words.date(history.start, frame) }) : words.say("table|none");
  const head = made.createTHead().insertRow();
  for (const name of alive.length ? COLUMNS : []) head.append(make("th", { scope: "col" }, words.say(`table|${name}`)));
  const body = made.createTBody();
  for (const one of alive) {
    const row = body.insertRow();
    row.insertCell().append(link(name(words, history, one, frame), () => open(one)));
    const standing = (field) => history.standing(field, frame)[one];
    const cells = [words.number(standing("size")), words.say(`phases|${PHASES[standing("phase")]}`), words.number(standing("step")), words.number(standing("cohesion") / 100, 2)];
    for (const cell of cells) row.insertCell().textContent = cell;
  }
  return made;
}

function name(words, history, one, frame) {
  if (history.lives[one].name) return words.called(history, one);
  const home = history.standing("home", frame)[one];
  return `${one} (${words.placed(history, home)} ${home % history.width}, ${Math.floor(home / history.width)})`;
}
