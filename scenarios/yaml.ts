/** Reads a YAML file into plain values and remembers where each of them stands. A strict subset: see `yaml-scalars.ts`, `yaml-scan.ts`. */
import { createHash } from 'node:crypto';
import { Composer, isMap, isScalar, isSeq, LineCounter, Parser } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Place, Problem } from '../engine/errors.ts';
import { decodeText, readBytes, refuse } from './yaml-bytes.ts';
import { shorten } from './suggest.ts';
import { readPlainScalar } from './yaml-scalars.ts';
import { scanTokens } from './yaml-scan.ts';

export type PathPart = string | number;

export interface YamlDocument {
  /** Name of the file as people know it. */
  readonly file: string;
  /** Plain values; mappings have no prototype. */
  readonly value: unknown;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly sha256: string;
  /** Where a value, or the key of it, stands; the nearest enclosing place when the path does not exist. */
  place(path: readonly PathPart[], at?: 'key' | 'value'): Place;
}

/** Most problems shown of one file. */
export const problemLimit = 20;

/** Names that reach into the machinery of objects: refused as keys everywhere. */
const reservedKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads one YAML file. `shownAs` is what messages call it.
 * @throws UserError exit 30 with file:line:column for everything that is not a plain, small, unambiguous YAML document.
 */
export function readYaml(file: string, shownAs: string = file): YamlDocument {
  return parseYaml(readBytes(file, shownAs), shownAs);
}

/** The same for bytes that are already here. */
export function parseYaml(bytes: Uint8Array, file: string): YamlDocument {
  const text = decodeText(bytes, file);
  const lines = new LineCounter();
  const reader = new Reader(file, lines);
  const contents = reader.compose(text);
  const value = reader.convert(contents);
  reader.throwProblems();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { file, value, sha256, place: (path, at = 'value') => reader.placeAt(locate(contents, path, at)) };
}

class Reader {
  readonly #problems: Problem[] = [];

  constructor(
    readonly file: string,
    readonly lines: LineCounter,
  ) {}

  placeAt(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.file, line: Math.max(1, line), column: Math.max(1, col) };
  }

  report(offset: number, problem: Omit<Problem, 'place'>): void {
    if (this.#problems.length < problemLimit) this.#problems.push({ place: this.placeAt(offset), ...problem });
  }

  throwProblems(): void {
    if (this.#problems.length > 0) refuse(...this.#problems);
  }

  compose(text: string): Node {
    const tokens = [...new Parser(this.lines.addNewLine).parse(text)];
    for (const { offset, ...problem } of scanTokens(tokens)) this.report(offset, problem);
    this.throwProblems();
    // Failsafe: every scalar stays text, so that this project decides what is a number. Duplicate keys are found below, faster.
    const composer = new Composer({ schema: 'failsafe', uniqueKeys: false, prettyErrors: false, keepSourceTokens: false });
    return this.single([...composer.compose(tokens, true, text.length)]);
  }

  single(documents: readonly Document.Parsed[]): Node {
    const [first, second] = documents;
    for (const error of first.errors) this.report(error.pos[0], { what: error.message, expected: 'valid YAML' });
    if (second) this.report(second.range[0], { what: 'a second document begins here', expected: 'one document per file' });
    const contents = first.contents as Node | null;
    if (!isMap(contents)) this.report(contents?.range?.[0] ?? 0, { what: describeContents(contents), expected: 'keys with values' });
    this.throwProblems();
    return contents as Node;
  }

  convert(node: unknown): unknown {
    if (isMap(node)) return this.convertMap(node.items as Pair<Node, Node | null>[]);
    if (isSeq(node)) return node.items.map((item) => this.convert(item));
    if (!isScalar(node)) return null;
    const text = String(node.value ?? '');
    if (node.type !== 'PLAIN' && node.type !== undefined) return text;
    const reading = readPlainScalar(text);
    if ('value' in reading) return reading.value;
    this.report(node.range?.[0] ?? 0, reading.refused);
    return null;
  }

  convertMap(pairs: readonly Pair<Node, Node | null>[]): Record<string, unknown> {
    const result = Object.create(null) as Record<string, unknown>;
    for (const pair of pairs) {
      const key = this.convertKey(pair.key, result);
      const value = this.convert(pair.value);
      if (key !== undefined) result[key] = value;
    }
    return result;
  }

  convertKey(node: Node, before: Record<string, unknown>): string | undefined {
    const offset = node?.range?.[0] ?? 0;
    const key = isScalar(node) ? this.convert(node) : node;
    if (typeof key !== 'string') {
      this.report(offset, { what: 'a key that is not text', expected: 'a name', suggestion: 'quote it if it is a name' });
      return undefined;
    }
    const problem = keyProblem(key, before);
    if (problem) this.report(offset, problem);
    return problem ? undefined : key;
  }
}

function keyProblem(key: string, before: Record<string, unknown>): Omit<Problem, 'place'> | undefined {
  if (key in before) return { what: `the key "${shorten(key)}" appears twice`, expected: 'each key once' };
  if (reservedKeys.has(key)) return { what: `unknown key "${key}"`, expected: 'another name' };
  if (key === '<<') return { what: 'a merge key (<<)', expected: 'plain keys', suggestion: 'write the keys out' };
  return undefined;
}

function describeContents(contents: unknown): string {
  if (contents === null || (isScalar(contents) && contents.value === '')) return 'the file is empty';
  return isSeq(contents) ? 'the file is a list' : 'the file is a single value';
}

/** Offset of a path in the tree, or of its nearest existing ancestor. */
function locate(contents: Node, path: readonly PathPart[], at: 'key' | 'value'): number {
  let node: Node = contents;
  let offset = contents.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    const step = stepInto(node, part);
    if (!step) return offset;
    const last = index === path.length - 1;
    offset = (last && at === 'key' ? step.key : step.value)?.range?.[0] ?? step.key?.range?.[0] ?? offset;
    if (!step.value) return offset;
    node = step.value;
    // The first entry of a collection says less than the key that holds it: children that are missing point there.
    if (!last && step.key) offset = step.key.range?.[0] ?? offset;
  }
  return offset;
}

function stepInto(node: Node, part: PathPart): { key?: Node; value?: Node } | undefined {
  if (isSeq(node) && typeof part === 'number') return node.items[part] ? { value: node.items[part] as Node } : undefined;
  if (!isMap(node)) return undefined;
  const pair = (node.items as Pair<Node, Node | null>[]).find(({ key }) => isScalar(key) && key.value === part);
  return pair && { key: pair.key, value: pair.value ?? undefined };
}
