/** Annex: terms of the field. */
import { glossary as terms } from '../glossary.ts';
import type { Section } from './section.ts';

export const glossary: Section = {
  id: 'glossary',
  title: 'Glossary',
  blocks: () => [{ kind: 'definitions', facts: terms.map(({ term, meaning }) => ({ term: [{ strong: term }], text: meaning })) }],
};
