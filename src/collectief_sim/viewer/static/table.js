// The collectives of a month as a table below the map.
import { date, number, say } from "./words.js";

const PHASES = [null, "founding", "stable", "area-active"];
const COLUMNS = ["name", "members", "phase", "step", "cohesion"];

export function table(history, frame, open) {
  const made = document.createElement("table");
  const alive = history.alive(frame);
  made.createCaption().textContent = alive.length ? say("table|caption", { date: date(history.start, frame) }) : say("table|none");
  const head = made.createTHead().insertRow();
  for (const name of alive.length ? COLUMNS : []) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = say(`table|${name}`);
    head.append(cell);
  }
  const body = made.createTBody();
  for (const one of alive) {
    const row = body.insertRow();
    const button = document.createElement("button");
    button.className = "link";
    button.textContent = name(history, one, frame);
    button.addEventListener("click", () => open(one));
    row.insertCell().append(button);
    const standing = (field) => history.standing(field, frame)[one];
    const cells = [number(standing("size")), say(`phases|${PHASES[standing("phase")]}`), number(standing("step")), number(standing("cohesion") / 100, 2)];
    for (const cell of cells) row.insertCell().textContent = cell;
  }
  return made;
}

function name(history, one, frame) {
  if (history.lives[one].name) return history.called(one);
  const home = history.standing("home", frame)[one];
  return `${one} (${history.placed(home)} ${home % history.width}, ${Math.floor(home / history.width)})`;
}
