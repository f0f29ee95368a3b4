// The component as a widget: in Mesa's page, and in notebooks. `model` holds histories a and b, the frame, and options for mount.
import { mount } from "./mount.js";

export function render({ model, el }) {
  const asked = new Map();
  const { cards, ...options } = model.get("options");
  const mine = Math.random().toString(36).slice(2); // several views may show one model
  let counted = 0;
  const card = (arm, kind, number, frame, signal) => new Promise((done, failed) => {
    const id = `${mine}-${counted++}`;
    asked.set(id, { done, failed });
    signal.addEventListener("abort", () => asked.delete(id));
    model.send({ id, arm, kind, number, frame });
  });
  const heard = (message) => {
    const { id, card: found, error, missing } = JSON.parse(message.card ?? "{}");
    const waiting = asked.get(id);
    asked.delete(id);
    if (found) waiting?.done(found);
    else waiting?.failed(Object.assign(new Error(error), { missing }));
  };
  const moved = (view) => {
    if (view.frame === model.get("frame") || view.histories.A?.live) return;
    model.set("frame", view.frame);
    model.save_changes();
  };
  const box = document.createElement("div");
  box.dataset.lmSuppressShortcuts = "true"; // in JupyterLab, "d" typed twice here would delete the cell
  el.append(box);
  const view = mount(box, { ...options, frame: model.get("frame"), card: cards ? card : undefined, moved });

  let waiting = false; // both histories come one after the other: they are shown together
  const came = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; show(); });
  };
  const show = () => {
    const buffers = Object.fromEntries([["A", "a"], ["B", "b"]].map(([arm, name]) => [arm, bufferOf(model.get(name))]));
    if (buffers.A) view.show(buffers, { frame: model.get("frame") });
  };
  const listeners = {
    "change:a": came,
    "change:b": came,
    "change:frame": () => { if (!view.playing && model.get("frame") !== view.frame) view.go(model.get("frame")); },
    "change:options": () => { view.set(model.get("options")); view.tell(toldOf(model.get("options"))); },
    "msg:custom": heard,
  };
  for (const [name, listener] of Object.entries(listeners)) model.on(name, listener);
  show();
  return () => {
    for (const [name, listener] of Object.entries(listeners)) model.off(name, listener);
    view.destroy();
  };
}

function bufferOf(view) {
  return view?.byteLength ? view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength) : null;
}

function toldOf(options) {
  return Object.fromEntries(["levers", "usual", "policies", "titles"].filter((name) => name in options).map((name) => [name, options[name]]));
}
