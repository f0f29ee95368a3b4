// What can be taken along besides the picture: the plots of the month, the scenario and the command.
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
