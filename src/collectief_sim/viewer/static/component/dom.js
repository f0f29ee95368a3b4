// Making elements: texts are always texts, never markup.

// An element with attributes (a property of that name is set rather, if there is one), and children or texts.
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    if (name.includes("-") || !(name in made)) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

export function drawn(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// A button that looks like a link.
export function link(text, open) {
  const button = make("button", { type: "button", className: "link" }, text);
  button.addEventListener("click", open);
  return button;
}

// A list to choose from: pairs of value and text.
export function choices(select, options, chosen) {
  select.replaceChildren(...options.map(([value, text]) => new Option(text, value, false, String(value) === String(chosen))));
}
