/** Parameter sets side by side: a button per set hides or shows what belongs to it, in every section at once. */
/// <reference lib="dom" />
import { element, switchButton } from './toolbar.js';

/**
 * Puts the buttons in front of the first element that belongs to a set in each group. Elements of a set carry its number
 * (`data-set`) and its name (`data-set-title`); what stands next to each other under one parent is a group.
 */
export function addSetSwitches() {
  const parts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-set]')]);
  const titles = new Map(parts.map(({ dataset }) => [dataset.set ?? '', dataset.setTitle ?? dataset.set ?? '']));
  if (titles.size < 2) return;
  /** @type {Map<string, HTMLButtonElement[]>} */
  const buttons = new Map([...titles.keys()].map((set) => [set, []]));
  const show = (/** @type {string} */ set, /** @type {boolean} */ on) => {
    for (const one of buttons.get(set) ?? []) one.setAttribute('aria-pressed', String(on));
    for (const part of parts) if (part.dataset.set === set) part.classList.toggle('set-off', !on);
  };
  for (const group of new Set(parts.map((part) => part.parentElement))) {
    const bar = element('div', { class: 'key switches sets', role: 'group', 'aria-label': 'Parameter sets shown' }, 'Show');
    for (const [set, text] of titles) {
      const made = switchButton({ text, act: (on) => show(set, on) });
      buttons.get(set)?.push(made);
      bar.append(made);
    }
    group?.before(bar);
  }
}
