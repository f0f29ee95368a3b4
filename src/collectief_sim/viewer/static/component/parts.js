// The parts of the component as elements, empty still.
import { make } from "./dom.js";

export const PARTS = ["languages", "title", "axis", "layers", "legend", "maps", "table", "apart", "charts", "export", "glossary", "card"];
export const USUAL = PARTS.filter((part) => !["languages", "title", "table"].includes(part));
export const LAYERS = ["use", "owner", "rent", "pull"];

// One element by name for each part, and for what is in them; parts that are not wanted are made and hidden.
export function partsOf(axis, wanted) {
  const found = {
    languages: make("div", { className: "languages", role: "group", "aria-label": "Taal / language" }),
    title: make("h2", { className: "title" }),
    axis: axis.box,
    layers: make("div", { className: "layers" }),
    legend: make("div", { className: "legend" }),
    maps: make("div", { className: "maps" }),
    table: make("div", { className: "tables" }),
    apart: make("p", { className: "apart" }),
    charts: make("div", { className: "charts" }),
    export: make("div", { className: "export" }),
    glossary: make("details", { className: "glossary" }),
    card: make("aside", { className: "card", ariaLive: "polite", tabIndex: -1 }),
    tip: make("div", { className: "tip", role: "tooltip", hidden: true }),
  };
  for (const part of PARTS) found[part].hidden = !wanted.includes(part);
  found.stage = make("section", { className: "stage" }, ...PARTS.filter((part) => part !== "card").map((part) => found[part]));
  found.whole = make("div", { className: "component", tabIndex: -1 }, found.stage, found.card, found.tip);
  return found;
}

// Choosing what the map shows. `changed(what)` is called with { layer }, { people } or { table }.
export function layersOf(box, changed) {
  const layer = make("select", { className: "layer" });
  const [people, table] = ["people", "as-table"].map((className) => make("input", { type: "checkbox", className }));
  layer.addEventListener("change", () => changed({ layer: layer.value }));
  people.addEventListener("change", () => changed({ people: people.checked }));
  table.addEventListener("change", () => changed({ table: table.checked }));
  const words = ["layer", "people", "as_table"].map(() => make("span"));
  box.append(make("label", {}, words[0], " ", layer), make("label", {}, people, " ", words[1]), make("label", {}, table, " ", words[2]));
  return { layer, people, table, words };
}
