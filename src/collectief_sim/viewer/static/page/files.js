// What can be taken along besides the picture: the plots of the month, the scenario and the command.
import { holding } from "/static/component/policies.js";
import { ARMS, find, state } from "./state.js";

export function files(words, query, file) {
  const links = ARMS.flatMap((arm) => {
    const asked = new URLSearchParams({ ...query(arm), arm });
    return [link(words.say("csv", { arm }), `/api/frame.csv?${asked}&month=${state.frame}`), link(words.say("toml", { arm }), `/api/scenario.toml?${asked}`)];
  });
  find("#files").replaceChildren(...links.flatMap((one) => [one, " · "]), ...ARMS.map((arm) => command(words, arm, file)));
}

function link(textContent, href) {
  return Object.assign(document.createElement("a"), { textContent, href });
}

function command(words, arm, file) {
  const settings = Object.entries(holding(state.arms[arm], Infinity)).filter(([, value]) => value !== null);
  const code = document.createElement("code");
  code.textContent = ["collectief run", file ? `'${file}'` : state.scenario, "--seed", state.seed, ...settings.map(([path, value]) => `--set ${path}=${value}`)].join(" ");
  const box = document.createElement("details");
  box.append(Object.assign(document.createElement("summary"), { textContent: words.say("command", { arm }) }), code);
  if (state.arms[arm].changes.length) box.append(Object.assign(document.createElement("p"), { textContent: words.say("only_here") }));
  return box;
}
