// What colours and marks mean, the same on the map, in the legend and in the picture.
export const KINDS = ["open", "work", "owned", "mixed", "housing", "site"];
export const KIND_COLOURS = ["#eef1f2", "#8fb3cf", "#1f5f8b", "#c9b458", "#d9a58f", "#6b6b6b"];
export const OWNERS = [
  ...["municipality", "investor", "conscious_investor", "developer", "conscious_developer", "collective"],
  ...["land_trust", "development_company"],
];
export const OWNER_COLOURS = ["#1f5f8b", "#e69f00", "#f0d9a8", "#7a2e1d", "#cc9a8e", "#009e73", "#8fd3bf", "#cc79a7"];
export const NOT_BUILT = "#eef1f2";
export const ROLES = ["outside", "less engaged", "engaged", "binder", "trekker"];
export const ROLE_COLOURS = ["#9aa4ac", "#ffffff", "#56b4e9", "#f0e442", "#d55e00"];
export const PLAN = 1;
export const NOTICE = 2;
export const KNOWN = 8;
export const FORM = 16;

// A few steps from light to dark, told apart by anybody.
export const RAMP = ["#fff7e0", "#fde0a0", "#f5b862", "#e08a3c", "#b85a23", "#7a2e12"];

// The colour of each plot in a layer.
export function colours(layer, history, frame, most) {
  if (layer === "owner") {
    const owner = history.plot("owner", frame);
    const work = history.plot("kind", frame);
    return (plot) => (owner[plot] < 0 || work[plot] === 4 ? NOT_BUILT : OWNER_COLOURS[owner[plot]]);
  }
  if (layer === "rent" || layer === "pull") {
    const values = history.plot(layer, frame);
    const built = history.plot("owner", frame);
    const lowest = layer === "pull" ? 0 : 1;
    return (plot) => (built[plot] < 0 || values[plot] < lowest ? NOT_BUILT : RAMP[step(values[plot], most[layer])]);
  }
  const kind = history.plot("kind", frame);
  return (plot) => KIND_COLOURS[kind[plot]];
}

function step(value, most) {
  return Math.min(RAMP.length - 1, Math.floor((value / Math.max(1, most)) * RAMP.length));
}

export function hatch(pen, x, y, size) {
  pen.strokeStyle = "#7a1f00";
  pen.lineWidth = Math.max(1, size / 14);
  pen.beginPath();
  for (const share of [0.33, 0.66, 1]) {
    pen.moveTo(x, y + size * share);
    pen.lineTo(x + size * share, y);
  }
  pen.stroke();
}

// A corner: filled for a plan that people know of, light for one that only its owner does.
export function corner(pen, x, y, size, known) {
  pen.fillStyle = known ? "#7a1f00" : "#ffffff";
  pen.strokeStyle = "#7a1f00";
  pen.lineWidth = Math.max(0.7, size / 24);
  pen.beginPath();
  pen.moveTo(x + size, y);
  pen.lineTo(x + size * 0.62, y);
  pen.lineTo(x + size, y + size * 0.38);
  pen.closePath();
  pen.fill();
  if (!known) pen.stroke();
}

export const NOTHING = { rent: 1, pull: 1 };

// The largest values over all months of some histories, so that all maps have one scale; no smaller than some known already.
export function widest(histories, most) {
  const found = { ...most };
  for (const history of histories) {
    for (const layer of ["rent", "pull"]) for (const value of history.groups.plots[layer]) if (value > found[layer]) found[layer] = value;
  }
  return found;
}

// A diamond in the lower left corner of a building's first plot: a form of cooperation holds something here.
export function diamond(pen, x, y, size) {
  const [middleX, middleY, reach] = [x + size * 0.2, y + size * 0.8, size * 0.16];
  pen.fillStyle = "#009e73";
  pen.strokeStyle = "#ffffff";
  pen.lineWidth = Math.max(0.7, size / 24);
  pen.beginPath();
  pen.moveTo(middleX, middleY - reach);
  pen.lineTo(middleX + reach, middleY);
  pen.lineTo(middleX, middleY + reach);
  pen.lineTo(middleX - reach, middleY);
  pen.closePath();
  pen.fill();
  pen.stroke();
}
