/**
 * A look at the tokens before anything is built from them. Anchors, aliases, tags, directives and deep nesting are refused here:
 * none is needed, some change what the text means, and deep nesting can end the whole process inside the YAML library.
 */
import type { CST } from 'yaml';
import type { Problem } from '../engine/errors.ts';

/** Deepest nesting of mappings and lists. */
export const yamlDepthLimit = 24;

type Found = Pick<Problem, 'what' | 'expected' | 'suggestion'> & { readonly offset: number };
type Visit = readonly [node: unknown, depth: number];

const refusedTokens = new Map<string, Omit<Found, 'offset'>>([
  ['anchor', { what: 'an anchor (&)', expected: 'plain values', suggestion: 'write the value out; quote text that begins with &' }],
  ['alias', { what: 'an alias (*)', expected: 'plain values', suggestion: 'write the value out; quote text that begins with *' }],
  ['tag', { what: 'a tag (!)', expected: 'plain values', suggestion: 'leave it out; quote text that begins with !' }],
  ['directive', { what: 'a YAML directive (%)', expected: 'no directive', suggestion: 'leave the line out' }],
]);

const collections = new Set(['block-map', 'block-seq', 'flow-collection']);

/** Problems of the token tree, by offset. Iterative, so that no input can exhaust the stack. */
export function scanTokens(tokens: readonly CST.Token[]): readonly Found[] {
  const found: Found[] = [];
  const waiting: Visit[] = tokens.map((token) => [token, 0]);
  while (waiting.length > 0 && found.length < 100) {
    const [node, depth] = waiting.pop() as Visit;
    if (typeof node === 'object' && node !== null) inspect(node, depth, { found, waiting });
  }
  return found.sort((left, right) => left.offset - right.offset);
}

function inspect(node: object, depth: number, state: { found: Found[]; waiting: Visit[] }): void {
  const { type, offset } = node as { type?: string; offset?: number };
  const refused = refusedTokens.get(type ?? '');
  if (refused) state.found.push({ ...refused, offset: offset ?? 0 });
  const inner = collections.has(type ?? '') ? depth + 1 : depth;
  if (inner > yamlDepthLimit) {
    state.found.push({ what: `nested deeper than ${yamlDepthLimit} levels`, expected: 'a flatter file', offset: offset ?? 0 });
    return;
  }
  for (const child of Object.values(node)) {
    if (Array.isArray(child)) for (const item of child) state.waiting.push([item, inner]);
    else state.waiting.push([child, inner]);
  }
}
