/**
 * Tidy is a test: the shape of the code is checked like its behaviour. The rules are in test/tidy/, each with its own test; this
 * file applies them to the project.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFileName, checkNothingSkipped, checkRegistered, checkSiblingTests, checkSize, checkText } from './tidy/layout.ts';
import { checkPurity } from './tidy/purity.ts';
import { checkDocstrings, checkFunctionLength, checkTextSize, type LongFunctions } from './tidy/size.ts';
import { projectFiles, readSources, type Finding } from './tidy/source.ts';
import { checkCycles, checkImportDirections, checkPoliciesStandAlone } from './tidy/zones.ts';

const root = join(import.meta.dirname, '..');
const paths = projectFiles(root);
const sources = readSources(root, paths);

const longFunctions: LongFunctions = {};

function show(findings: readonly Finding[]): string[] {
  return findings.map(({ path, line, message }) => `${path}${line > 0 ? `:${line}` : ''} ${message}`);
}

function inEveryText(check: (path: string, text: string) => Finding[]): string[] {
  return show(paths.flatMap((path) => check(path, readFileSync(join(root, path), 'utf8'))));
}

describe('tidy', () => {
  // Goal: the architecture of docs/architecture.md is what the imports say.
  it('imports point one way', () => expect(show(checkImportDirections(sources))).toEqual([]));
  it('has no circles of imports', () => expect(show(checkCycles(sources))).toEqual([]));
  it('keeps policies independent of each other', () => expect(show(checkPoliciesStandAlone(sources))).toEqual([]));

  // Goal: the determinism contract cannot be broken by accident.
  it('keeps the engine pure', () => expect(show(checkPurity(sources))).toEqual([]));

  // Goal: every function fits a screen, every file one subject.
  it('keeps functions short', () => expect(show(checkFunctionLength(sources, longFunctions))).toEqual([]));
  it('keeps files and lines short', () => expect(inEveryText(checkTextSize)).toEqual([]));
  it('documents every export of the engine', () => expect(show(checkDocstrings(sources))).toEqual([]));

  // Goal: nothing is forgotten: a plug-in in the registry, a test beside its file, a test that runs.
  it('registers every policy', () => expect(show(checkRegistered(sources))).toEqual([]));
  it('has a test beside every policy and market file', () => expect(show(checkSiblingTests(sources))).toEqual([]));
  it('skips no test', () => expect(show(checkNothingSkipped(sources))).toEqual([]));

  // Goal: what is in the repository belongs there.
  it('has only known kinds of files with telling names', () => expect(show(paths.flatMap(checkFileName))).toEqual([]));
  it('has no left-overs', () => expect(inEveryText(checkText)).toEqual([]));
  it('holds no large file', () => {
    expect(show(paths.flatMap((path) => checkSize(path, statSync(join(root, path)).size)))).toEqual([]);
  });
  it('holds no large blob in its history', () => expect(show(largeBlobs())).toEqual([]));
  it('can run its continuous integration', () => {
    expect(statSync(join(root, '.ci/run')).mode & 0o111).not.toBe(0);
  });
});

describe('dependencies', () => {
  const manifest: Record<string, Record<string, string>> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = { ...manifest['dependencies'], ...manifest['devDependencies'], ...manifest['peerDependencies'] };

  // Goal: the same versions everywhere, also without the lock file.
  it('are pinned exactly', () => {
    expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  // Goal: each has its reason written down.
  it('are all explained in docs/dependencies.md', () => {
    const text = readFileSync(join(root, 'docs/dependencies.md'), 'utf8');
    expect(Object.keys(wanted).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

/** Blobs of every commit that HEAD reaches; nothing to ask where there is no repository. */
function largeBlobs(): Finding[] {
  if (!existsSync(join(root, '.git'))) return [];
  const git = (words: string[], input: string) => execFileSync('git', words, { cwd: root, input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const objects = git(['rev-list', '--objects', 'HEAD'], '');
  const sizes = git(['cat-file', '--batch-check=%(objecttype) %(objectsize) %(rest)'], objects).split('\n');
  return sizes.flatMap((line) => {
    const [kind, bytes, ...path] = line.split(' ');
    return kind === 'blob' ? checkSize(path.join(' '), Number(bytes)) : [];
  });
}
