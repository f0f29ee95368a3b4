// Cards: what is known of a collective, an entrepreneur, a plot or the municipality in one month.
import { link, make } from "../dom.js";
import { collective } from "./collective.js";
import { entrepreneur } from "./entrepreneur.js";
import { municipality } from "./municipality.js";
import { plot } from "./plot.js";

const KINDS = { collective, entrepreneur, plot, municipality };

// The parts of a card. `context` has: words, history, start (of the scenario), frame, arm, arms (all there are), open(kind, number),
// across(arm), close(), go(frame).
export function build(kind, card, context) {
  const { words } = context;
  const [title, ...parts] = KINDS[kind](card, context);
  const close = make("button", { type: "button", className: "close" }, words.say("card|close"));
  close.addEventListener("click", context.close);
  const when = make("p", { className: context.arm }, [...policy(context), words.date(context.start, context.frame)].join(" · "));
  if (kind === "plot" || kind === "municipality") when.append(...across(context));
  const short = card.short ? [make("p", { className: "hint" }, words.say("card|short"))] : [];
  return [make("div", { className: "head" }, make("h2", {}, title), close), when, ...parts, ...short];
}

function policy({ words, arm, arms }) {
  return arms.length > 1 ? [words.say(`policy_${arm.toLowerCase()}`)] : [];
}

// What stands in the same place under the other policy.
function across({ words, arm, arms, across }) {
  return arms.filter((other) => other !== arm).flatMap((other) => [" · ", link(words.say(`policy_${other.toLowerCase()}`), () => across(other))]);
}
