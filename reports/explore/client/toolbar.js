/** Buttons as the page makes them. */
/// <reference lib="dom" />

/**
 * An element with attributes and children; `text` of children is always text and never markup.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Readonly<Record<string, string>>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]} */
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A button: what it shows, what it is called where that is not enough, what it does.
 * @param {{ text: string, label?: string, act: () => void }} options */
export function button({ text, label, act }) {
  const made = element('button', { type: 'button', ...(label === undefined ? {} : { 'aria-label': label, title: label }) }, text);
  made.addEventListener('click', act);
  return made;
}

/** A button that is on or off, with a swatch where it has one.
 * @param {{ text: string, swatch?: { colour: string, shape: string }, act: (on: boolean) => void }} options */
export function switchButton({ text, swatch, act }) {
  const mark = swatch === undefined ? [] : [element('i', { class: `${swatch.shape} of-${swatch.colour}` })];
  const made = element('button', { type: 'button', class: 'switch', 'aria-pressed': 'true' }, ...mark, text);
  made.addEventListener('click', () => {
    const on = made.getAttribute('aria-pressed') !== 'true';
    made.setAttribute('aria-pressed', String(on));
    act(on);
  });
  return made;
}
