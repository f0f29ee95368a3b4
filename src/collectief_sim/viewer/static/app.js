// The page: two histories of one area, played back side by side.
import { build } from "./cards.js";
import { Charts } from "./charts.js";
import { marks, sentence } from "./compare.js";
import { files } from "./files.js";
import { ask, History } from "./history.js";
import { Levers } from "./levers.js";
import { AreaMap, describe, legend, mostOf } from "./map.js";
import { picture } from "./picture.js";
import { Player } from "./player.js";
import { before, holding, samePast, setFrom, withPastOf } from "./policies.js";
import { ARMS, depth, find, LANGUAGES, LAYERS, newPage, recalled, remember, SPEEDS, state } from "./state.js";
import { table } from "./table.js";
import { all, brief, date, learn, monthDate, say, speak, spoken } from "./words.js";

const LUCKS = 1000;

let opening, known, histories = {}, most, asked = 0, asking, cardOf;

const maps = Object.fromEntries(ARMS.map((arm) => [arm, new AreaMap(find(`figure[data-arm=${arm}] canvas`), {
  open: (hit) => hit && openAt(arm, hit),
  hover: (hit, event, map) => hover(arm, hit, event, map),
})]));
const charts = new Charts(find("#charts"), go, (frame, text, event) => tip(text, event));
const levers = new Levers(find("#sliders"), pending);
const player = new Player({
  frame: () => state.frame,
  last,
  go: (frame) => { state.frame = frame; show(); },
  changed: () => { buttons(); if (!player.playing) arrived(); },
});

// ---- what is asked of the server ----

function query(arm) {
  const { settings, changes } = state.arms[arm];
  return { scenario: state.scenario, seed: state.seed, settings: JSON.stringify(settings), changes: JSON.stringify(changes) };
}

// Simulate what `wanted` says of scenario, seed and policies, and show it; if that fails, what was shown stays. `anew`: going back
// returns to what was shown before.
async function simulate(wanted, anew = false) {
  const mine = ++asked;
  asking?.abort(); // nobody waits for what was asked before
  asking = new AbortController();
  const { signal } = asking;
  player.pause();
  tell(say("loading"));
  const shown = structuredClone({ scenario: state.scenario, seed: state.seed, arms: state.arms, frame: state.frame, selected: state.selected });
  try {
    Object.assign(state, wanted);
    const { scenario } = state;
    const found = known?.scenario === scenario ? known : { scenario, ...(await (await ask("/api/levers", { scenario }, signal)).json()) };
    const answers = await Promise.all(ARMS.map(async (arm) => [arm, new History(await (await ask("/api/history", query(arm), signal)).arrayBuffer())]));
    if (mine !== asked) return false;
    histories = Object.fromEntries(answers);
    known = found;
    learn(known.levers);
  } catch (error) {
    if (mine === asked) failed(error, shown);
    return false;
  }
  tell(opening.notice ? say("other_version", opening.notice) : "");
  most = mostOf(Object.values(histories));
  state.frame = Math.min(state.frame, last());
  if (anew) newPage();
  arrive();
  return true;
}

// What could not be simulated is not what is shown: the page goes back to what it showed, and the sliders stay as they were.
function failed(error, shown) {
  tell(`${say("failed", { error: error.message })}\n${histories.A ? say("stopped") : ""}`);
  if (!histories.A) return;
  Object.assign(state, shown);
  fields();
  captions();
}

// The page anew, after another history came.
function arrive() {
  fields();
  levers.hold(held());
  levers.build(known.levers, known.values);
  charts.build(histories, marks(histories, state.arms));
  find("#scrub").max = last();
  drawMarks();
  showLegend();
  go(state.frame);
}

function fields() {
  find("#scenario").value = state.scenario;
  find("#seed").value = state.seed;
}

async function change(wanted) {
  if (await simulate(wanted, true)) levers.forget();
}

// ---- time ----

function last() {
  return histories.A?.last ?? 0;
}

function go(frame) {
  player.pause();
  state.frame = Math.max(0, Math.min(last(), frame));
  show();
  arrived();
}

// What follows once we stay at a month: the card of that month, its files, the address.
function arrived() {
  remember();
  refreshCard();
  files(query, opening.files?.[state.scenario]);
}

function buttons() {
  find("#play").textContent = say(player.playing ? "pause" : "play");
  find("#play").setAttribute("aria-pressed", player.playing);
}

// ---- showing ----

function show() {
  if (!histories.A) return;
  const { frame } = state;
  const when = date(histories.A.start, frame);
  for (const arm of ARMS) {
    const history = histories[arm];
    const selected = state.selected?.arm === arm ? state.selected : null;
    maps[arm].draw(history, frame, { layer: state.layer, people: find("#people").checked, most, selected });
    const label = { arm, title: history.title, date: when, collectives: history.alive(frame).length, entrepreneurs: history.people(frame).row.length };
    find(`figure[data-arm=${arm}] canvas`).setAttribute("aria-label", say("map_label", label));
    if (find("#as-table").checked) find(`figure[data-arm=${arm}] .table`).replaceChildren(table(history, frame, (one) => openCard(arm, "collective", one)));
  }
  levers.hold(held());
  captions();
  policyButtons();
  charts.cursor(frame);
  find("#apart span").textContent = sentence(histories, frame);
  find("#scrub").value = frame;
  find("#scrub").setAttribute("aria-valuetext", when);
  find("#date").textContent = when;
  find("#card").classList.toggle("earlier", cardOf !== frame); // the map plays on, the card stays at its month
}

function captions() {
  for (const arm of ARMS) {
    const line = find(`figure[data-arm=${arm}] figcaption`);
    const text = called(arm, state.frame);
    const letter = Object.assign(document.createElement("span"), { className: arm, textContent: arm });
    line.replaceChildren(letter, ` ${text}`);
    line.title = text;
  }
}

// What a policy is called at a frame.
function called(arm, frame) {
  const title = opening.arms[arm].title;
  return title && untouched(arm) ? (title[spoken()] ?? title.en ?? title) : apart(held(frame), arm).join(" · ") || say("as_in_scenario");
}

// What was played of a policy up to the month shown: what held at the start, and from when something else did.
function played(arm) {
  const changed = before(state.arms[arm], state.frame).map(({ month, settings }) =>
    say("from_month", { date: monthDate(histories[arm].start, month), what: Object.entries(settings).map(([path, value]) => brief(path, value)).join(" · ") }));
  return [called(arm, 0), ...changed].join("; ");
}

// In a few words: what a policy says otherwise than the other policy, then what otherwise than the scenario.
function apart(told, arm) {
  const value = (one, path) => (path in told[one] ? told[one][path] : known.values[path]);
  const paths = new Set(ARMS.flatMap((one) => Object.keys(told[one])));
  const differs = (path) => value("A", path) !== value("B", path);
  const said = [...paths].filter((path) => differs(path) || value(arm, path) !== known.values[path]);
  return said.sort((one, other) => differs(other) - differs(one)).map((path) => brief(path, value(arm, path)));
}

function untouched(arm) {
  return opening.scenario === state.scenario && JSON.stringify(state.arms[arm]) === JSON.stringify({ settings: opening.arms[arm].settings, changes: [] });
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
  find("#legend").replaceChildren(say(`layer_units|${state.layer}`), ...parts);
}

function drawMarks() {
  const made = marks(histories, state.arms).map((mark) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `mark ${mark.kind} ${mark.arm ?? ""}`;
    button.style.left = `${(mark.frame / last()) * 100}%`;
    const text = `${date(histories.A.start, mark.frame)} · ${mark.text}`;
    button.setAttribute("aria-label", text);
    button.addEventListener("click", () => go(mark.frame));
    button.addEventListener("mousemove", (event) => tip(text, event));
    button.addEventListener("mouseleave", () => tip());
    return button;
  });
  find("#marks").replaceChildren(...made);
}

function hover(arm, hit, event, map) {
  const text = hit && histories[arm] ? describe(histories[arm], state.frame, hit) : "";
  const box = map?.canvas.getBoundingClientRect();
  tip(text, event ?? (box && { clientX: box.left + 8, clientY: box.bottom - 60 }));
}

function tip(text, at) {
  const box = find("#tip");
  box.hidden = !text || player.playing;
  box.textContent = text ?? "";
  if (box.hidden) return;
  box.style.left = `${Math.max(4, Math.min(window.innerWidth - 300, at.clientX + 14))}px`;
  box.style.top = `${at.clientY + 16}px`;
}

// ---- cards ----

function openAt(arm, hit) {
  if (hit.row !== null && hit.row !== undefined) return openCard(arm, "entrepreneur", hit.row);
  const one = histories[arm].plot("collective", state.frame)[hit.plot];
  if (one >= 0 && histories[arm].standing("phase", state.frame)[one]) return openCard(arm, "collective", one);
  return openCard(arm, "plot", hit.plot);
}

function openCard(arm, kind, which) {
  state.selected = { arm, kind, number: which };
  show();
  arrived();
}

function closeCard() {
  state.selected = null;
  show();
  arrived();
}

async function refreshCard() {
  find("#card").classList.toggle("open", Boolean(state.selected));
  if (!state.selected) return note("click", "hint");
  if (player.playing || !histories.A) return undefined;
  const { arm, kind, number: which } = state.selected;
  const mine = JSON.stringify([state.selected, state.frame, asked, spoken()]);
  refreshCard.wanted = mine;
  refreshCard.asking?.abort();
  refreshCard.asking = new AbortController();
  try {
    const card = await (await ask(`/api/card/${kind}/${which}`, { ...query(arm), month: state.frame }, refreshCard.asking.signal)).json();
    if (refreshCard.wanted !== mine) return undefined;
    const context = { arm, history: histories[arm], start: histories[arm].start, frame: state.frame, go, open: (other, one) => openCard(arm, other, one), across: (other) => openCard(other, kind, which), close: closeCard };
    find("#card").replaceChildren(...build(kind, card, context));
    cardOf = context.frame;
    find("#card").classList.remove("earlier");
  } catch (error) {
    if (refreshCard.wanted === mine) note(error.code === 404 ? "not_here" : error.message);
  }
  return undefined;
}

function note(word, kind = "") {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = say(word);
  find("#card").replaceChildren(line);
  cardOf = state.frame;
}

// ---- policies ----

function held(frame = state.frame) {
  return Object.fromEntries(ARMS.map((arm) => [arm, holding(state.arms[arm], frame)]));
}

// The month from which a change would hold.
function thisMonth() {
  return Math.min(state.frame, last() - 1);
}

function pending() {
  find("#pending").hidden = !levers.any();
}

function policyButtons() {
  const when = { date: monthDate(histories.A.start, thisMonth()) };
  find("#fork").textContent = say("fork", when);
  find("#fork").hidden = thisMonth() === 0;
  find("#share").textContent = say("share", when);
  find("#share").hidden = samePast(state.arms.A, state.arms.B, thisMonth()) || thisMonth() === 0;
  find("#previous").hidden = depth() === 0;
}

// What is pending holds from a month on, in each policy.
function settle(month) {
  return change({ arms: Object.fromEntries(ARMS.map((arm) => [arm, setFrom(state.arms[arm], levers.pending[arm], month)])) });
}

// Until this month B has the past of A; from then on each is as it was, and what is pending holds.
function share() {
  const month = thisMonth();
  const pasts = { A: state.arms.A, B: withPastOf(state.arms.A, state.arms.B, month, known.values) };
  return change({ arms: Object.fromEntries(ARMS.map((arm) => [arm, setFrom(pasts[arm], levers.pending[arm], month)])) });
}

// Another area under the same two policies, as far as levers say what they are.
function choose(scenario) {
  const levered = new Set(known.levers.map((lever) => lever.path));
  const carried = ARMS.map((arm) => {
    const { settings, changes } = setFrom(state.arms[arm], levers.pending[arm], 0);
    return [arm, { settings: Object.fromEntries(Object.entries(settings).filter(([path]) => levered.has(path))), changes }];
  });
  return change({ scenario, arms: Object.fromEntries(carried), frame: 0, selected: null });
}

// ---- the page and its languages ----

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
  choices("#scenario", Object.entries(opening.scenarios).map(([name, titles]) => [name, titles[wanted]]), state.scenario);
  choices("#layer", LAYERS.map((layer) => [layer, say(`layers|${layer}`)]), state.layer);
  choices("#speed", SPEEDS.map((speed) => [speed, say("speeds", { n: speed })]), state.speed);
  glossary();
  buttons();
}

function glossary() {
  const parts = Object.values(all("glossary")).flatMap(({ term, text }) => [["dt", term], ["dd", text]]);
  find("#glossary dl").replaceChildren(...parts.map(([tag, textContent]) => Object.assign(document.createElement(tag), { textContent })));
}

function choices(selector, options, chosen) {
  find(selector).replaceChildren(...options.map(([value, text]) => new Option(text, value, false, String(value) === String(chosen))));
}

function listen() {
  const on = (selector, event, handler) => find(selector).addEventListener(event, handler);
  const play = () => (player.playing ? player.pause() : (tip(), player.play(state.speed)));
  const step = (months) => go(state.frame + months);
  on("#play", "click", play);
  on("#step", "click", () => step(1));
  on("#back", "click", () => step(-1));
  on("#first", "click", () => go(0));
  on("#scrub", "input", (event) => go(Number(event.target.value)));
  on("#speed", "change", (event) => { state.speed = Number(event.target.value); if (player.playing) player.play(state.speed); });
  on("#layer", "change", (event) => { state.layer = event.target.value; showLegend(); show(); remember(); });
  on("#people", "change", show);
  on("#as-table", "change", (event) => {
    for (const box of document.querySelectorAll("figure .table")) box.hidden = !event.target.checked;
    show();
  });
  on("#scenario", "change", (event) => choose(event.target.value));
  on("#seed", "change", (event) => {
    const seed = Number(event.target.value);
    if (event.target.value === "" || !Number.isSafeInteger(seed) || seed < 0) fields();
    else change({ seed });
  });
  on("#luck", "click", () => change({ seed: 1 + Math.floor(Math.random() * LUCKS) }));
  on("#restart", "click", () => settle(0));
  on("#fork", "click", () => settle(thisMonth()));
  on("#share", "click", share);
  on("#undo", "click", () => levers.forget());
  on("#previous", "click", () => history.back());
  on("#png", "click", () => picture({
    canvases: ARMS.map((arm) => maps[arm].canvas),
    most,
    title: `${histories.A.title}, ${find("#date").textContent}, ${say("seed")} ${state.seed}`,
    policies: ARMS.map((arm) => `${arm}: ${played(arm)}`),
    told: `${find("#apart span").textContent} ${say("one_history")}`,
  }));
  on("#municipality", "click", () => openCard(state.selected?.arm ?? "A", "municipality", 0));
  for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", async () => {
    await language(button.dataset.language);
    if (histories.A) arrive();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, button, summary, a")) return;
    if (event.key === " ") { play(); event.preventDefault(); }
    if (event.key === ".") step(1);
    if (event.key === ",") step(-1);
  });
  window.addEventListener("resize", show);
  // Back and forward return to what was shown; an address that was put in by hand opens the page anew.
  window.addEventListener("popstate", async (event) => {
    const kept = event.state && recalled(opening.scenarios, opening.seed);
    if (!kept) return location.reload();
    const { language: _, ...rest } = kept;
    levers.forget();
    return simulate(rest);
  });
}

async function start() {
  opening = await (await ask("/api/opening", {})).json();
  const kept = recalled(opening.scenarios, opening.seed);
  const first = Object.fromEntries(ARMS.map((arm) => [arm, { settings: { ...opening.arms[arm].settings }, changes: [] }]));
  const dutch = (navigator.languages ?? [navigator.language]).some((one) => one.toLowerCase().startsWith("nl"));
  if (kept) Object.assign(state, kept);
  else Object.assign(state, { scenario: opening.scenario, seed: opening.seed, arms: first });
  await language(kept?.language ?? (dutch ? LANGUAGES[0] : LANGUAGES[1]));
  listen();
  note("click", "hint");
  if (document.body.dataset.from === "elsewhere") await permission();
  await simulate({});
  pending();
  document.body.dataset.ready = "yes";
}

// A link on another site opened this page: nothing is simulated for it before somebody here says so.
async function permission() {
  const button = Object.assign(document.createElement("button"), { type: "button", id: "permit", textContent: say("permit") });
  tell(say("from_elsewhere"));
  find("#message").append(" ", button);
  await new Promise((done) => button.addEventListener("click", done));
  history.replaceState(history.state, "", `/${location.hash}`);
}

start().catch((error) => tell(error.message));
