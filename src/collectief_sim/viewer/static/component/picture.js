// The picture that can be taken along: both maps, what was played on each, the month, what sets them apart, the whole legend.
import { corner, hatch } from "./colours.js";

const GAP = 20;
const LINE = 26;
const PATCH = 14;
const MARGIN = 4;
const INK = "#1b2a38";
const EDGE = "#8a949d";
const JOINED = "#009e73";
const TITLE = "20px system-ui, sans-serif";
const SMALL = "16px system-ui, sans-serif";

// `policies` and `canvases` belong to each other, `parts` are those of the legend; texts take as many lines as they need, and the
// picture is as high as that.
export function picture({ canvases, parts: legend, title, policies, told, name }) {
  const whole = document.createElement("canvas");
  const pen = whole.getContext("2d");
  const side = Math.max(440, ...canvases.map((canvas) => canvas.width));
  const width = canvases.length * (side + GAP) - GAP;
  const titles = wrapped(pen, TITLE, title, width);
  const above = policies.map((policy) => wrapped(pen, TITLE, policy, side));
  const below = wrapped(pen, SMALL, told, width);
  const parts = placed(pen, legend, width);
  const top = (titles.length + Math.max(...above.map((lines) => lines.length))) * LINE + MARGIN;
  const foot = top + Math.max(...canvases.map((canvas) => canvas.height));
  [whole.width, whole.height] = [width, foot + (below.length + parts.at(-1).line + 2) * LINE];
  pen.fillStyle = "white";
  pen.fillRect(0, 0, whole.width, whole.height);
  write(pen, TITLE, titles, 0, 0);
  canvases.forEach((canvas, i) => {
    write(pen, TITLE, above[i], i * (side + GAP), titles.length * LINE);
    pen.drawImage(canvas, i * (side + GAP), top);
  });
  write(pen, SMALL, below, 0, foot);
  for (const one of parts) drawPart(pen, one, foot + below.length * LINE);
  save(whole, name);
}

function save(canvas, name) {
  Object.assign(document.createElement("a"), { href: canvas.toDataURL("image/png"), download: `${name}.png` }).click();
}

function write(pen, font, texts, x, y) {
  pen.font = font;
  pen.fillStyle = INK;
  texts.forEach((text, i) => pen.fillText(text, x + MARGIN, y + (i + 1) * LINE - 6));
}

// A text in lines that fit; a word that is too long for a line is broken.
function wrapped(pen, font, text, width) {
  pen.font = font;
  const fits = (line) => pen.measureText(line).width <= width - 2 * MARGIN;
  const found = [""];
  for (const word of text.split(" ")) {
    const longer = `${found.at(-1)} ${word}`.trim();
    if (fits(longer)) found[found.length - 1] = longer;
    else {
      if (found.at(-1)) found.push("");
      for (const letter of word) {
        if (fits(found.at(-1) + letter)) found[found.length - 1] += letter;
        else found.push(letter);
      }
    }
  }
  return found;
}

// Where each part of the legend stands: { colour, text, kind, x, line }.
function placed(pen, parts, width) {
  pen.font = SMALL;
  let [x, line] = [MARGIN, 0];
  return parts.map(([colour, text, kind]) => {
    const needed = pen.measureText(text).width + PATCH + 26;
    if (x > MARGIN && x + needed > width) [x, line] = [MARGIN, line + 1];
    const one = { colour, text, kind, x, line };
    x += needed;
    return one;
  });
}

function drawPart(pen, { colour, text, kind, x, line }, top) {
  const y = top + (line + 1) * LINE - 19;
  pen.lineWidth = 1;
  pen.strokeStyle = EDGE;
  if (colour) pen.fillStyle = colour;
  if (kind === "round") disc(pen, x, y);
  else if (colour) {
    pen.fillRect(x, y, PATCH, PATCH);
    pen.strokeRect(x, y, PATCH, PATCH);
  } else mark(pen, kind, x, y);
  pen.fillStyle = INK;
  pen.fillText(text, x + PATCH + 6, y + 13);
}

function disc(pen, x, y) {
  pen.beginPath();
  pen.arc(x + PATCH / 2, y + PATCH / 2, PATCH / 2 - 1, 0, 7);
  pen.fill();
  pen.stroke();
}

// The marks as the map draws them.
function mark(pen, kind, x, y) {
  if (kind === "plan" || kind === "idea") return corner(pen, x, y, PATCH, kind === "plan");
  if (kind === "notice") return hatch(pen, x, y, PATCH);
  pen.lineWidth = 3;
  pen.strokeStyle = kind === "cooperative" ? JOINED : INK;
  if (kind === "collective") return pen.strokeRect(x + 1.5, y + 1.5, PATCH - 3, PATCH - 3);
  pen.beginPath();
  pen.moveTo(x, y + PATCH / 2);
  pen.lineTo(x + PATCH, y + PATCH / 2);
  return pen.stroke();
}
