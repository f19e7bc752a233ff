/** 13. What anyone needs to get the same numbers. */
import type { Manifest } from '../../engine/study/run-folder-types.ts';
import type { Block, Fact, Text } from '../document.ts';
import { formatCount } from '../format.ts';
import { absent } from './section.ts';
import type { Section } from './section.ts';

export const reproduce: Section = {
  id: 'reproduce',
  title: 'How to reproduce',
  blocks: ({ manifest }) => [
    { kind: 'paragraph', text: 'The same engine, inputs and seed give the same digest, with any number of workers and on any machine.' },
    { kind: 'command', text: manifest.command },
    { kind: 'facts', facts: identity(manifest) },
    inputTable(manifest),
    dataTable(manifest),
  ],
};

function identity(manifest: Manifest): Fact[] {
  const facts = [
    ['Result digest', manifest.digest],
    ['Seed', String(manifest.seed)],
    ['Paths', formatCount(manifest.paths)],
    ['Price feedback', manifest.feedback],
    ['Breakwater', manifest.engineVersion],
    ['Node.js', manifest.nodeVersion],
  ];
  return facts.map(([term, text]) => ({ term, text: [{ code: text }] }));
}

function inputTable({ scenario, parameterSets }: Manifest): Block {
  const inputs = [{ kind: 'Scenario', ...scenario }, ...parameterSets.map((set) => ({ kind: 'Parameter set', ...set }))];
  const table = {
    caption: 'Inputs and their hashes.',
    columns: [{ title: 'Input' }, { title: 'Kind' }, { title: 'File' }, { title: 'SHA-256' }],
    rows: inputs.map((input) => ({ cells: [input.title, input.kind, [{ code: input.file }], hash(input.sha256)] })),
  };
  return { kind: 'table', table };
}

function dataTable({ data }: Manifest): Block {
  if (data.length === 0) return absent('The run read no data files.');
  const table = {
    caption: 'Data and their hashes.',
    columns: [{ title: 'Data' }, { title: 'Rows', numeric: true }, { title: 'Source' }, { title: 'SHA-256' }],
    rows: data.map(({ name, rows, source, sha256 }) => ({
      cells: [name, { text: formatCount(rows), value: rows }, source, hash(sha256)],
    })),
  };
  return { kind: 'table', table };
}

function hash(sha256: string): Text {
  return [{ code: sha256 }];
}
