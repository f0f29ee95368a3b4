// The page: two histories of one area under two policies. What is drawn is the component's; here is what is asked for.
import { mount } from "/static/component.js";
import { holding, samePast, setFrom, withPastOf } from "/static/component/policies.js";
import { refusal } from "./bounds.js";
import { files } from "./files.js";
import { Levers } from "./levers.js";
import { ask } from "./server.js";
import { ARMS, depth, find, LANGUAGES, newPage, recalled, remember, state } from "./state.js";

const LUCKS = 1000;

let opening, known, view, asked = 0, asking;

const levers = new Levers(find("#sliders"), pending);

// ---- what is asked of the server ----

function query(arm) {
  const { settings, changes } = state.arms[arm];
  return { scenario: state.scenario, seed: state.seed, settings: JSON.stringify(settings), changes: JSON.stringify(changes) };
}

function answer(path, asked, signal) {
  return ask(path, asked, view?.words.say("no_answer"), signal);
}

// Simulate what `wanted` says of scenario, seed and policies, and show it; if that fails, what was shown stays. `anew`: going back
// returns to what was shown before.
async function simulate(wanted, anew = false) {
  const mine = ++asked;
  asking?.abort(); // nobody waits for what was asked before
  asking = new AbortController();
  const { signal } = asking;
  view.axis.player.pause();
  tell(view.words.say("loading"));
  const shown = structuredClone({ scenario: state.scenario, seed: state.seed, arms: state.arms, frame: state.frame, selected: state.selected });
  let buffers;
  try {
    Object.assign(state, wanted);
    const { scenario } = state;
    const found = known?.scenario === scenario ? known : { scenario, ...(await (await answer("/api/levers", { scenario }, signal)).json()) };
    buffers = Object.fromEntries(await Promise.all(ARMS.map(async (arm) => [arm, await (await answer("/api/history", query(arm), signal)).arrayBuffer()])));
    if (mine !== asked) return false;
    known = found;
  } catch (error) {
    if (mine === asked) failed(error, shown);
    return false;
  }
  tell(opening.notice ? view.words.say("other_version", opening.notice) : "");
  view.selected = state.selected;
  if (anew) newPage();
  view.show(buffers, { frame: state.frame, policies: structuredClone(state.arms), titles: titles(), levers: known.levers, usual: known.values });
  fields();
  levers.build(view.words, known.levers, known.values);
  return true;
}

// What could not be simulated is not what is shown: the page goes back to what it showed, and the sliders stay as they were.
function failed(error, shown) {
  const there = Boolean(view.histories.A);
  tell(`${view.words.say("failed", { error: view.words.refusal(error) })}\n${there ? view.words.say("stopped") : ""}`);
  if (!there) return;
  Object.assign(state, shown);
  fields();
}

// The card of something in a month, for the component.
async function card(arm, kind, number, frame, signal) {
  return (await answer(`/api/card/${kind}/${number}`, { ...query(arm), month: frame }, signal)).json();
}

function fields() {
  find("#scenario").value = state.scenario;
  find("#seed").value = state.seed;
}

function tell(text) {
  const line = find("#message");
  line.hidden = !text;
  line.textContent = text;
}

// What policies were called when the page was opened, as long as they are the same.
function titles() {
  return Object.fromEntries(ARMS.map((arm) => [arm, untouched(arm) ? opening.arms[arm].title : null]));
}

function untouched(arm) {
  return opening.scenario === state.scenario && JSON.stringify(state.arms[arm]) === JSON.stringify({ settings: opening.arms[arm].settings, changes: [] });
}

// The view came to rest: levers, buttons, files and the address follow.
function moved() {
  Object.assign(state, { frame: view.frame, layer: view.layer, speed: view.speed, selected: view.selected });
  if (!known) return;
  files(view.words, query, opening.files?.[state.scenario]);
  remember();
}

// A month was drawn: levers and their buttons show what holds in it.
function drawn() {
  state.frame = view.frame;
  if (!known) return;
  levers.hold(Object.fromEntries(ARMS.map((arm) => [arm, holding(state.arms[arm], state.frame, view.histories[arm].dated)])));
  policyButtons();
}

// ---- policies ----

// The month from which a change would hold.
function thisMonth() {
  return Math.min(state.frame, view.last - 1);
}

function pending() {
  find("#pending").hidden = !levers.any();
}

function policyButtons() {
  const when = { date: view.words.monthDate(view.histories.A.start, thisMonth()) };
  find("#fork").textContent = view.words.say("fork", when);
  find("#fork").hidden = thisMonth() === 0;
  find("#share").textContent = view.words.say("share", when);
  find("#share").hidden = samePast(state.arms.A, state.arms.B, thisMonth()) || thisMonth() === 0;
  find("#previous").hidden = depth() === 0;
}

// What is pending holds from a month on, in each policy; `from` are the policies before that.
async function settle(month, from = state.arms, wanted = {}) {
  const settled = structuredClone(levers.pending);
  const arms = Object.fromEntries(ARMS.map((arm) => [arm, setFrom(from[arm], levers.wanted(arm), month)]));
  const refused = ARMS.map((arm) => refusal(known.levers, known.values, arms[arm], view.histories[arm].dated)).find(Boolean);
  if (refused) return tell(why(refused));
  if (await simulate({ arms, ...wanted }, true)) levers.forget(settled);
}

// Why a policy is not simulated, in words: what was said for later does not go with what is set now.
function why({ lever, month, value, longest }) {
  const { words } = view;
  const date = words.monthDate(view.histories.A.start, month);
  return words.say("too_late", { date, what: words.in(lever.name), months: words.months(value), longest: words.months(longest) });
}

// Until this month B has the past of A; from then on each is as it was, and what is pending holds.
function share() {
  const month = thisMonth();
  return settle(month, { A: state.arms.A, B: withPastOf(state.arms.A, state.arms.B, month, known.values, view.histories.A.dated) });
}

// Another area under the same two policies, as far as levers say what they are. What is pending stays so.
function choose(scenario) {
  const levered = new Set(known.levers.map((lever) => lever.path));
  const carried = ARMS.map((arm) => {
    const { settings, changes } = state.arms[arm];
    return [arm, { settings: Object.fromEntries(Object.entries(settings).filter(([path]) => levered.has(path))), changes }];
  });
  return simulate({ scenario, arms: Object.fromEntries(carried), frame: 0, selected: null }, true);
}

// ---- the page and its languages ----

function language(wanted) {
  state.language = wanted;
  view.set({ language: wanted });
  const { words } = view;
  document.documentElement.lang = wanted;
  document.title = `${words.say("title")} · collectief-sim`;
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", button.dataset.language === wanted);
  for (const part of document.querySelectorAll("[data-word]")) part.textContent = words.say(part.dataset.word);
  find("#title").textContent = words.say("title");
  const scenarios = Object.entries(opening.scenarios).map(([name, titles]) => new Option(titles[wanted], name, false, name === state.scenario));
  find("#scenario").replaceChildren(...scenarios);
  if (known) levers.build(words, known.levers, known.values);
}

function listen() {
  const on = (selector, event, handler) => find(selector).addEventListener(event, handler);
  on("#scenario", "change", (event) => choose(event.target.value));
  on("#seed", "change", (event) => {
    const seed = Number(event.target.value);
    if (event.target.value !== "" && Number.isSafeInteger(seed) && seed >= 0) return simulate({ seed }, true);
    tell(view.words.say("no_seed", { given: event.target.value || "–" }));
    return fields();
  });
  on("#luck", "click", () => simulate({ seed: 1 + Math.floor(Math.random() * LUCKS) }, true));
  on("#restart", "click", () => settle(0));
  on("#fork", "click", () => settle(thisMonth(), state.arms, { frame: thisMonth() + 1 })); // the first month in which it holds
  on("#share", "click", share);
  on("#undo", "click", () => levers.forget());
  on("#previous", "click", () => history.back());
  on("#municipality", "click", () => view.histories.A && view.open(state.selected?.arm ?? "A", "municipality", 0));
  for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => language(button.dataset.language));
  // After a click with the mouse no button keeps the keys to itself.
  document.addEventListener("click", (event) => event.detail && event.target.closest("button") && document.activeElement?.blur());
  // Back and forward return to what was shown; an address that was put in by hand opens the page anew.
  window.addEventListener("popstate", (event) => {
    const kept = event.state && recalled(opening.scenarios, opening.seed);
    if (!kept) return location.reload();
    const { language: _, ...rest } = kept;
    return simulate(rest);
  });
}

async function start() {
  opening = await (await answer("/api/opening", {})).json();
  const kept = recalled(opening.scenarios, opening.seed);
  const first = Object.fromEntries(ARMS.map((arm) => [arm, { settings: { ...opening.arms[arm].settings }, changes: [] }]));
  const dutch = (navigator.languages ?? [navigator.language]).some((one) => one.toLowerCase().startsWith("nl"));
  Object.assign(state, kept ?? { scenario: opening.scenario, seed: opening.seed, arms: first });
  const wanted = kept?.language ?? (dutch ? LANGUAGES[0] : LANGUAGES[1]);
  view = mount(find("#view"), { language: wanted, keys: document, card, drawn, moved, layer: state.layer, speed: state.speed, selected: state.selected });
  language(wanted);
  listen();
  if (document.body.dataset.from === "elsewhere") await permission();
  await simulate({});
  pending();
  document.body.dataset.ready = "yes";
}

// A link on another site opened this page: nothing is simulated for it before somebody here says so.
async function permission() {
  const button = Object.assign(document.createElement("button"), { type: "button", id: "permit", textContent: view.words.say("permit") });
  tell(view.words.say("from_elsewhere"));
  find("#message").append(" ", button);
  await new Promise((done) => button.addEventListener("click", done));
  history.replaceState(history.state, "", `/${location.hash}`);
}

start().catch((error) => tell(error.message));
