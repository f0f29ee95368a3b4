// What can be taken along: the picture, the plots of the month, the scenario and the command.
import { legend } from "./map.js";
import { holding } from "./policies.js";
import { ARMS, find, state } from "./state.js";
import { say } from "./words.js";

export function files(query, file) {
  const links = ARMS.flatMap((arm) => {
    const asked = new URLSearchParams({ ...query(arm), arm });
    return [link(say("csv", { arm }), `/api/frame.csv?${asked}&month=${state.frame}`), link(say("toml", { arm }), `/api/scenario.toml?${asked}`)];
  });
  find("#files").replaceChildren(...links.flatMap((one) => [one, " · "]), ...ARMS.map((arm) => command(arm, file)));
}

function link(textContent, href) {
  return Object.assign(document.createElement("a"), { textContent, href });
}

function command(arm, file) {
  const settings = Object.entries(holding(state.arms[arm], Infinity)).filter(([, value]) => value !== null);
  const code = document.createElement("code");
  code.textContent = ["collectief run", file ? `'${file}'` : state.scenario, "--seed", state.seed, ...settings.map(([path, value]) => `--set ${path}=${value}`)].join(" ");
  const box = document.createElement("details");
  box.append(Object.assign(document.createElement("summary"), { textContent: say("command", { arm }) }), code);
  if (state.arms[arm].changes.length) box.append(Object.assign(document.createElement("p"), { textContent: say("only_here") }));
  return box;
}

const [GAP, LINE] = [20, 26];
const INK = "#1b2a38";

// Both maps with their policies, the month, what sets them apart and the legend, as one picture.
export function picture(maps, most, title, told) {
  const sources = ARMS.map((arm) => maps[arm].canvas);
  const whole = document.createElement("canvas");
  const side = sources[0].width;
  whole.width = Math.max(900, side + GAP + sources[1].width);
  whole.height = sources[0].height + 8 * LINE;
  const pen = whole.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, whole.width, whole.height);
  pen.fillStyle = INK;
  pen.font = "20px system-ui, sans-serif";
  pen.fillText(title, 4, LINE - 4);
  ARMS.forEach((arm, i) => {
    pen.fillText(find(`figure[data-arm=${arm}] figcaption`).textContent, i * (side + GAP) + 4, 2 * LINE - 4, side - 8);
    pen.drawImage(sources[i], i * (side + GAP), 2 * LINE);
  });
  pen.font = "16px system-ui, sans-serif";
  const below = lines(pen, told, whole.width - 8).map((line, i) => pen.fillText(line, 4, sources[0].height + (3 + i) * LINE)).length;
  drawLegend(pen, most, sources[0].height + (3 + below) * LINE, whole.width);
  Object.assign(link("", whole.toDataURL("image/png")), { download: `${state.scenario}-${state.frame}.png` }).click();
}

function lines(pen, text, width) {
  const found = [""];
  for (const word of text.split(" ")) {
    const longer = `${found.at(-1)} ${word}`.trim();
    if (pen.measureText(longer).width <= width) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}

function drawLegend(pen, most, top, width) {
  let [x, y] = [4, top];
  for (const [colour, text] of legend(state.layer, most)) {
    if (!colour) continue;
    const needed = pen.measureText(text).width + 40;
    if (x + needed > width) [x, y] = [4, y + LINE];
    pen.fillStyle = colour;
    pen.fillRect(x, y - 13, 14, 14);
    pen.strokeStyle = "#8a949d";
    pen.strokeRect(x, y - 13, 14, 14);
    pen.fillStyle = INK;
    pen.fillText(text, x + 20, y);
    x += needed;
  }
}
