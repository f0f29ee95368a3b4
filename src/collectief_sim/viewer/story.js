// What begins a file that was sent. It stands behind the component in one script (viewer/story.py), hence `mount` without import.

const find = (id) => document.getElementById(id);
const told = JSON.parse(find("told").textContent);
const arms = Object.keys(told.policies);
const PARTS = ["languages", "axis", "layers", "legend", "maps", "apart", "charts", "export", "glossary", "card"];

// Bytes from letters (base64), unpacked (zlib).
async function unpacked(letters) {
  const packed = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

// By arm, the packed pages of each thing, as "collective 3".
const albums = Object.fromEntries(arms.map((arm) => [arm, new Map(find(`cards-${arm}`).textContent.split("\n").map((line) => {
  const [kind, number, letters] = line.split(" ");
  return [`${kind} ${number}`, letters];
}))]));

// The text of a thing, unpacked; undefined if the file has none.
async function textOf(arm, name) {
  const letters = albums[arm].get(name);
  return letters && new TextDecoder().decode(await unpacked(letters));
}

// The card of a thing in a month: the last page up to there, and the events known by then.
async function page(arm, name, frame) {
  const text = await textOf(arm, name);
  if (!text) return null;
  const [events, ...pages] = text.split("\n").map((line, i) => (i ? line : JSON.parse(line)));
  const card = pages.findLast((line) => Number(line.slice(1, line.indexOf(","))) <= frame);
  if (!card) return null;
  const [, found] = JSON.parse(card);
  return events ? { ...found, events: events.filter(([known]) => known <= frame).map(([, event]) => event) } : found;
}

const grounds = {};

// A plot is its building's card, with what is said of the plot itself.
async function plotPage(arm, number, frame) {
  grounds[arm] ??= textOf(arm, "ground 0").then((text) => text && JSON.parse(text));
  const ground = await grounds[arm];
  if (!ground || !(number in ground.zone)) return null;
  const titles = ground.titles[ground.zone[number]];
  if (ground.building[number] < 0) return { plot: number, titles, building: null };
  return { plot: number, titles, ...(await page(arm, `building ${ground.building[number]}`, frame)) };
}

async function card(arm, kind, number, frame) {
  const found = kind === "plot" ? await plotPage(arm, number, frame) : await page(arm, `${kind} ${number}`, frame);
  if (!found) throw Object.assign(new Error(`no card of ${kind} ${number} in this file`), { missing: true });
  return found;
}

async function begin() {
  const buffers = await Promise.all(arms.map((arm) => unpacked(find(`history-${arm}`).textContent)));
  const { language, ...more } = told;
  const moved = (view) => {
    document.documentElement.lang = view.language;
    document.title = `${view.words.in(view.histories.A.titles)} – collectief-sim`;
  };
  const view = mount(find("view"), { ...more, language, parts: PARTS, keys: document.body, card, moved });
  view.show(Object.fromEntries(arms.map((arm, i) => [arm, buffers[i]])));
  document.body.dataset.ready = "yes";
}

begin().catch((error) => {
  find("wrong").hidden = false;
  find("wrong").querySelector("code").textContent = String(error);
});
