// The page: two histories of one area, played back side by side.
import { build } from "./cards.js";
import { Charts } from "./charts.js";
import { ask, History } from "./history.js";
import { difference, Levers } from "./levers.js";
import { AreaMap, describe, legend, mostOf } from "./map.js";
import { date, monthDate, number, say, speak, spoken } from "./words.js";

const ARMS = ["A", "B"];
const SPEEDS = [2, 10, 30, 60];
const LAYERS = ["use", "owner", "rent", "pull"];
const LANGUAGES = ["nl", "en"];
const find = (selector) => document.querySelector(selector);

// What the page shows. `arms` holds of each policy the settings from the start and the changes on the way.
const state = { language: "nl", scenario: "", seed: 1, arms: {}, frame: 0, layer: "use", speed: 10, selected: null };
let opening, levers, histories = {}, shown = null, most, playing = false, asked = 0;

const maps = Object.fromEntries(ARMS.map((arm) => [arm, new AreaMap(find(`figure[data-arm=${arm}] canvas`), {
  open: (hit) => hit && openAt(arm, hit),
  hover: (hit, event, map) => hover(arm, hit, event, map),
})]));
const charts = new Charts(find("#charts"), (frame) => go(frame));
const sliders = new Levers(find("#sliders"), () => tellPending());

// ---- what is asked of the server ----

function query(arm) {
  const { settings, changes } = state.arms[arm];
  return { scenario: state.scenario, seed: state.seed, settings: JSON.stringify(settings), changes: JSON.stringify(changes) };
}

async function simulate() {
  const mine = ++asked;
  pause();
  tell(say("loading"));
  try {
    const answers = await Promise.all(ARMS.map(async (arm) => [arm, new History(await (await ask("/api/history", query(arm))).arrayBuffer())]));
    if (mine !== asked) return;
    histories = Object.fromEntries(answers);
    tell(opening.notice ? say("other_version", opening.notice) : "");
  } catch (error) {
    if (mine === asked) failed(error);
    return;
  }
  shown = structuredClone({ scenario: state.scenario, seed: state.seed, arms: state.arms });
  most = mostOf(Object.values(histories));
  state.frame = Math.min(state.frame, last());
  charts.build(histories);
  find("#scrub").max = last();
  show();
  refreshCard();
  files();
}

// What could not be simulated is not what is shown: the page goes back to what it showed, and the sliders stay as they were.
function failed(error) {
  tell(`${say("failed", { error: error.message })}\n${shown ? say("stopped") : ""}`);
  if (!shown) return;
  Object.assign(state, structuredClone(shown));
  find("#scenario").value = state.scenario;
  find("#seed").value = state.seed;
  tellPending();
  captions();
}

// The settings that hold at a frame: those of the start, and of all changes up to then.
function holding(arm, frame) {
  const { settings, changes } = state.arms[arm];
  return Object.assign({}, settings, ...changes.filter((change) => change.month < Math.max(1, frame)).map((change) => change.settings));
}

function applied(arm) {
  return holding(arm, Infinity);
}

// ---- time ----

function last() {
  return histories.A?.last ?? 0;
}

function go(frame) {
  state.frame = Math.max(0, Math.min(last(), frame));
  show();
  refreshCard();
}

function play() {
  find("#tip").hidden = true;
  if (state.frame >= last()) state.frame = 0;
  playing = true;
  buttons();
  const [from, began] = [state.frame, performance.now()];
  const mine = {};
  play.token = mine;
  const tick = (now) => {
    if (!playing || play.token !== mine) return;
    const frame = Math.min(last(), from + Math.floor(((now - began) / 1000) * state.speed));
    if (frame !== state.frame) {
      state.frame = frame;
      show();
    }
    if (frame >= last()) pause();
    else requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

function pause() {
  const was = playing;
  playing = false;
  play.token = null;
  buttons();
  if (was) {
    remember();
    refreshCard();
  }
}

function buttons() {
  find("#play").textContent = say(playing ? "pause" : "play");
  find("#play").setAttribute("aria-pressed", playing);
}

// ---- showing ----

function show() {
  if (!histories.A) return;
  const { frame } = state;
  const options = { layer: state.layer, people: find("#people").checked, most };
  for (const arm of ARMS) {
    const history = histories[arm];
    const selected = state.selected?.arm === arm ? state.selected : null;
    maps[arm].draw(history, frame, { ...options, selected });
    const label = { arm, title: history.title, date: date(history.start, frame), collectives: history.alive(frame).length, entrepreneurs: history.people(frame).row.length };
    find(`figure[data-arm=${arm}] canvas`).setAttribute("aria-label", say("map_label", label));
    if (find("#as-table").checked) table(arm);
  }
  captions();
  charts.cursor(frame);
  find("#scrub").value = frame;
  find("#scrub").setAttribute("aria-valuetext", date(histories.A.start, frame));
  find("#date").textContent = date(histories.A.start, frame);
  find("#fork").textContent = say("fork", { date: monthDate(histories.A.start, Math.min(frame, last() - 1)) });
  if (!playing) {
    remember();
    files();
  }
}

function table(arm) {
  const history = histories[arm];
  const { frame } = state;
  const made = document.createElement("table");
  const caption = made.createCaption();
  const alive = history.alive(frame);
  caption.textContent = alive.length ? say("table|caption", { date: date(history.start, frame) }) : say("table|none");
  const head = made.createTHead().insertRow();
  for (const name of ["number", "members", "phase", "step", "cohesion", "place"]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = say(`table|${name}`);
    head.append(cell);
  }
  const body = made.createTBody();
  const phases = [null, "founding", "stable", "area-active"];
  for (const one of alive) {
    const row = body.insertRow();
    const button = document.createElement("button");
    button.className = "link";
    button.textContent = one;
    button.addEventListener("click", () => openCard(arm, "collective", one));
    row.insertCell().append(button);
    const home = history.standing("home", frame)[one];
    const cells = [history.standing("size", frame)[one], say(`phases|${phases[history.standing("phase", frame)[one]]}`), history.standing("step", frame)[one], number(history.standing("cohesion", frame)[one] / 100, 2), `${home % history.width}, ${Math.floor(home / history.width)}`];
    for (const cell of cells) row.insertCell().textContent = cell;
  }
  find(`figure[data-arm=${arm}] .table`).replaceChildren(made);
}

function captions() {
  for (const arm of ARMS) {
    const title = opening.arms?.[arm]?.title;
    const told = Object.entries(holding(arm, state.frame)).filter(([, value]) => value !== "same" && value !== null).map(([path, value]) => brief(path, value));
    const same = title && JSON.stringify(state.arms[arm]) === JSON.stringify(initial(arm));
    const text = same ? (title[spoken()] ?? title.en ?? title) : told.join(" · ");
    const line = find(`figure[data-arm=${arm}] figcaption`);
    line.innerHTML = `<span class="${arm}">${arm}</span> `;
    line.append(text);
    line.title = text;
  }
}

// A setting in a few words.
function brief(path, value) {
  const shown = typeof value === "number" ? number(value, Number.isInteger(value) ? 0 : 2) : value === true ? "" : value;
  const known = say(`brief|${path}`, { value: shown });
  return known === `brief|${path}` ? `${path.split(".").pop()} ${shown}` : known;
}

function tell(text) {
  const line = find("#message");
  line.hidden = !text;
  line.textContent = text;
}

function showLegend() {
  const parts = legend(state.layer, most ?? { rent: 1, pull: 1 }).map(([colour, text, kind]) => {
    const part = document.createElement("span");
    const patch = document.createElement("i");
    if (colour) patch.style.background = colour;
    if (kind) patch.className = kind;
    part.append(patch, text);
    return part;
  });
  find("#legend").replaceChildren(...parts);
}

function hover(arm, hit, event, map) {
  const tip = find("#tip");
  const text = hit && histories[arm] ? describe(histories[arm], state.frame, hit) : "";
  tip.hidden = !text;
  tip.textContent = text;
  if (!text) return;
  const box = map ? map.canvas.getBoundingClientRect() : null;
  const [x, y] = event ? [event.clientX, event.clientY] : [box.left + 8, box.bottom - 60];
  tip.style.left = `${Math.min(window.innerWidth - 300, x + 14)}px`;
  tip.style.top = `${y + 16}px`;
}

// ---- cards ----

function openAt(arm, hit) {
  if (hit.row !== null && hit.row !== undefined) return openCard(arm, "entrepreneur", hit.row);
  const one = histories[arm].plot("collective", state.frame)[hit.plot];
  if (one >= 0 && histories[arm].standing("phase", state.frame)[one]) return openCard(arm, "collective", one);
  return openCard(arm, "plot", hit.plot);
}

function openCard(arm, kind, number_) {
  state.selected = { arm, kind, number: number_ };
  show();
  return refreshCard();
}

async function refreshCard() {
  const root = find("#card");
  if (!state.selected || playing || !histories.A) {
    if (!state.selected) hint();
    return;
  }
  const { arm, kind, number: number_ } = state.selected;
  const mine = JSON.stringify([state.selected, state.frame, asked, spoken()]);
  refreshCard.wanted = mine;
  try {
    const card = await (await ask(`/api/card/${kind}/${number_}`, { ...query(arm), month: state.frame })).json();
    if (refreshCard.wanted !== mine) return;
    const context = { arm, start: histories[arm].start, frame: state.frame, go, open: (other, which) => openCard(arm, other, which), close: () => { state.selected = null; hint(); show(); } };
    root.replaceChildren(...build(kind, card, context));
  } catch (error) {
    if (refreshCard.wanted === mine) {
      const line = document.createElement("p");
      line.textContent = error.message;
      root.replaceChildren(line);
    }
  }
}

function hint() {
  const line = document.createElement("p");
  line.className = "hint";
  line.textContent = say("click");
  find("#card").replaceChildren(line);
}

// ---- policies ----

function pendingOf(arm) {
  return difference(levers, sliders.values[arm], applied(arm));
}

function tellPending() {
  const changed = ARMS.some((arm) => Object.keys(pendingOf(arm)).length);
  find("#pending").hidden = !changed;
}

function restart() {
  for (const arm of ARMS) {
    const settings = { ...state.arms[arm].settings };
    for (const lever of levers) if (lever.path in sliders.values[arm]) settings[lever.path] = sliders.values[arm][lever.path];
    state.arms[arm] = { settings, changes: [] };
  }
  state.frame = 0;
  return settled();
}

// Both policies share the past of A up to now; from here on each follows its own sliders.
function fork() {
  const month = Math.min(state.frame, last() - 1);
  const shared = { settings: { ...state.arms.A.settings }, changes: state.arms.A.changes.filter((change) => change.month < month) };
  const now = Object.assign({}, shared.settings, ...shared.changes.map((change) => change.settings));
  for (const arm of ARMS) {
    const settings = difference(levers, sliders.values[arm], now);
    const changes = structuredClone(shared.changes);
    if (Object.keys(settings).length) changes.push({ month, settings });
    state.arms[arm] = { settings: { ...shared.settings }, changes };
  }
  return settled();
}

async function settled() {
  const wanted = JSON.stringify(state.arms);
  await simulate();
  if (JSON.stringify(state.arms) !== wanted) return; // it failed, and the page went back
  sliders.build(levers, Object.fromEntries(ARMS.map((arm) => [arm, applied(arm)])));
  tellPending();
  captions();
}

function initial(arm) {
  return { settings: opening.scenario === state.scenario ? { ...(opening.arms?.[arm]?.settings ?? {}) } : { "policy.contract_months": arm === "A" ? 24 : 120, "policy.renewal_months": "same" }, changes: [] };
}

async function choose(scenario) {
  let found;
  tell(say("loading"));
  try {
    found = await (await ask("/api/levers", { scenario })).json();
  } catch (error) {
    return failed(error);
  }
  levers = found;
  state.scenario = scenario;
  state.selected = null;
  state.frame = 0;
  for (const arm of ARMS) state.arms[arm] = initial(arm);
  sliders.build(levers, Object.fromEntries(ARMS.map((arm) => [arm, applied(arm)])));
  hint();
  return settled();
}

// ---- export ----

function files() {
  const root = find("#files");
  const parts = [];
  for (const arm of ARMS) {
    const asked_ = new URLSearchParams(query(arm));
    const csv = Object.assign(document.createElement("a"), { href: `/api/frame.csv?${asked_}&month=${state.frame}`, textContent: say("csv", { arm }) });
    const toml = Object.assign(document.createElement("a"), { href: `/api/scenario.toml?${asked_}`, textContent: say("toml", { arm }) });
    parts.push(csv, " · ", toml, " · ");
  }
  for (const arm of ARMS) {
    const settings = Object.entries(applied(arm)).map(([path, value]) => `--set ${path}=${value === null ? "none" : value}`);
    const code = document.createElement("code");
    const file = opening.files?.[state.scenario];
    code.textContent = ["collectief run", file ? `'${file}'` : state.scenario, "--seed", state.seed, ...settings].join(" ");
    const box = document.createElement("details");
    box.append(Object.assign(document.createElement("summary"), { textContent: say("command", { arm }) }), code);
    if (state.arms[arm].changes.length) box.append(Object.assign(document.createElement("p"), { textContent: say("only_here") }));
    parts.push(box);
  }
  root.replaceChildren(...parts);
}

function picture() {
  const gap = 20;
  const sources = ARMS.map((arm) => maps[arm].canvas);
  const whole = document.createElement("canvas");
  whole.width = sources[0].width + gap + sources[1].width;
  whole.height = sources[0].height + 60;
  const pen = whole.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, whole.width, whole.height);
  pen.fillStyle = "#1b2a38";
  pen.font = "20px system-ui, sans-serif";
  let x = 0;
  for (const [i, arm] of ARMS.entries()) {
    pen.fillText(`${find(`figure[data-arm=${arm}] figcaption`).textContent}`.slice(0, 60), x + 4, 24);
    pen.fillText(`${histories[arm].title}, ${find("#date").textContent}`, x + 4, 50);
    pen.drawImage(sources[i], x, 60);
    x += sources[i].width + gap;
  }
  const link = Object.assign(document.createElement("a"), { download: `${state.scenario}-${state.frame}.png`, href: whole.toDataURL("image/png") });
  link.click();
}

// ---- the page and what it remembers ----

// The address holds all that is shown, so that reloading, going back and sending it to somebody work.
function remember() {
  const kept = { l: state.language, s: state.scenario, n: state.seed, a: state.arms, f: state.frame, y: state.layer, v: state.speed, c: state.selected };
  history.replaceState(null, "", `#${encodeURIComponent(JSON.stringify(kept))}`);
}

function recalled() {
  try {
    const kept = JSON.parse(decodeURIComponent(location.hash.slice(1)));
    const arms = ARMS.every((arm) => kept.a?.[arm]?.settings && Array.isArray(kept.a[arm].changes));
    if (!arms || !(Object.hasOwn(opening.scenarios, kept.s))) return null;
    if (!LANGUAGES.includes(kept.l)) kept.l = LANGUAGES[0];
    if (!LAYERS.includes(kept.y)) kept.y = LAYERS[0];
    if (!SPEEDS.includes(kept.v)) kept.v = SPEEDS[1];
    if (!Number.isInteger(kept.f) || kept.f < 0) kept.f = 0;
    if (!Number.isSafeInteger(kept.n) || kept.n < 0) kept.n = opening.seed;
    if (!ARMS.includes(kept.c?.arm)) kept.c = null;
    return kept;
  } catch {
    return null;
  }
}

async function language(wanted) {
  await speak(wanted);
  state.language = wanted;
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", button.dataset.language === wanted);
  for (const part of document.querySelectorAll("[data-word]")) part.textContent = say(part.dataset.word);
  for (const part of document.querySelectorAll("[data-title]")) {
    part.title = say(part.dataset.title);
    part.setAttribute("aria-label", part.title);
  }
  find("#scrub").setAttribute("aria-label", say("scrub"));
  find("#title").textContent = say("title");
  document.title = `${say("title")} · collectief-sim`;
  choices("#layer", LAYERS.map((layer) => [layer, say(`layers|${layer}`)]), state.layer);
  choices("#speed", SPEEDS.map((speed) => [speed, say("speeds", { n: speed })]), state.speed);
  buttons();
}

function choices(selector, options, chosen) {
  find(selector).replaceChildren(...options.map(([value, text]) => new Option(text, value, false, String(value) === String(chosen))));
}

function listen() {
  find("#play").addEventListener("click", () => (playing ? pause() : play()));
  find("#step").addEventListener("click", () => { pause(); go(state.frame + 1); });
  find("#back").addEventListener("click", () => { pause(); go(state.frame - 1); });
  find("#first").addEventListener("click", () => { pause(); go(0); });
  find("#scrub").addEventListener("input", (event) => { pause(); go(Number(event.target.value)); });
  find("#speed").addEventListener("change", (event) => { state.speed = Number(event.target.value); if (playing) play(); });
  find("#layer").addEventListener("change", (event) => { state.layer = event.target.value; showLegend(); show(); });
  find("#people").addEventListener("change", show);
  find("#as-table").addEventListener("change", (event) => {
    for (const box of document.querySelectorAll("figure .table")) box.hidden = !event.target.checked;
    show();
  });
  find("#scenario").addEventListener("change", (event) => choose(event.target.value).then(showLegend));
  find("#seed").addEventListener("change", (event) => {
    const seed = Number(event.target.value);
    if (event.target.value === "" || !Number.isSafeInteger(seed) || seed < 0) { event.target.value = state.seed; return; }
    state.seed = seed;
    simulate();
  });
  find("#restart").addEventListener("click", restart);
  find("#fork").addEventListener("click", fork);
  find("#undo").addEventListener("click", () => { sliders.build(levers, Object.fromEntries(ARMS.map((arm) => [arm, applied(arm)]))); tellPending(); });
  find("#png").addEventListener("click", picture);
  find("#municipality").addEventListener("click", () => openCard(state.selected?.arm ?? "A", "municipality", 0));
  for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", async () => {
    await language(button.dataset.language);
    sliders.build(levers, sliders.values);
    if (histories.A) charts.build(histories);
    captions();
    showLegend();
    show();
    state.selected ? refreshCard() : hint();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, button, summary, a")) return;
    if (event.key === " ") { playing ? pause() : play(); event.preventDefault(); }
    if (event.key === ".") { pause(); go(state.frame + 1); }
    if (event.key === ",") { pause(); go(state.frame - 1); }
  });
  window.addEventListener("resize", show);
  window.addEventListener("hashchange", () => location.reload()); // an address was put in; our own changes do not end up here
}

async function start() {
  opening = await (await ask("/api/opening", {})).json();
  const kept = recalled();
  const wanted = kept?.l ?? ((navigator.languages ?? [navigator.language]).some((one) => one.toLowerCase().startsWith("nl")) ? "nl" : "en");
  if (kept) Object.assign(state, { seed: kept.n, layer: kept.y, speed: kept.v });
  else state.seed = opening.seed;
  await language(wanted);
  choices("#scenario", Object.entries(opening.scenarios), kept?.s ?? opening.scenario);
  find("#seed").value = state.seed;
  listen();
  hint();
  if (kept) {
    Object.assign(state, { scenario: kept.s, arms: kept.a, frame: kept.f, selected: kept.c });
    levers = await (await ask("/api/levers", { scenario: state.scenario })).json();
    sliders.build(levers, Object.fromEntries(ARMS.map((arm) => [arm, applied(arm)])));
    await settled();
  } else await choose(opening.scenario);
  showLegend();
  document.body.dataset.ready = "yes";
}

start().catch((error) => tell(`${error.message}`));
