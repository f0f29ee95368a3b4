// The component: map, charts, time axis and cards of one history or two, in any element of any page.
//
// mount(element, host) returns a View. It knows nothing of the page around it: all comes from its host. Several can be on one
// page, each with styles of its own (a shadow root).
//
// host, all of it optional:
//   words      texts by language; those of the project if absent
//   language   "nl" or "en"
//   parts      which are shown, of PARTS; all but "title", "table" and "languages" if absent
//   charts     which series have a chart, of CHARTS
//   card       async (arm, kind, number, frame, signal): the card of something in a month, of viewer/cards/; throws { missing: true }
//              where there is none to be had. Short cards are made from the history where it is absent or says so
//   moved      (view) => …: called when a view came to rest at another month, layer, card or language
//   drawn      (view) => …: called whenever a month was drawn
//   keys       the element on which keys are heard; the component itself if absent
//   frame, layer, speed, people, selected   how it opens
//   levers, usual, policies, titles         see View.tell
import { EN } from "../words/en.json";
import { NL } from "../words/nl.json";
import { COMPONENT } from "./component.css";
import { View } from "./view.js";

export const WORDS = { en: EN, nl: NL };

export function mount(element, host = {}) {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(COMPONENT);
  root.adoptedStyleSheets = [sheet];
  const view = new View(root, { words: WORDS, keys: element, ...host });
  element.view = view;
  return view;
}
