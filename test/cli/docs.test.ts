import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ask, inFolder } from './program.ts';

const root = join(import.meta.dirname, '..', '..');
const pages = ['README.md', 'docs/start.md', ...readdirSync(join(root, 'docs/how-to')).map((name) => `docs/how-to/${name}`)];

interface Block {
  readonly language: string;
  readonly text: string;
  /** Name in a comment before the block: the reader is meant to have this file. */
  readonly file: string | undefined;
}

function blocksOf(page: string): Block[] {
  const text = readFileSync(join(root, page), 'utf8');
  const pattern = /(?:<!-- file: (\S+) -->\n)?```(\w+)\n([\s\S]*?)```/g;
  return [...text.matchAll(pattern)].map(([, file, language, body]) => ({ file, language, text: body }));
}

/** The words of every `npx simulate` command of a block. */
function commandsOf({ text }: Block): string[][] {
  const lines = text.split('\n').flatMap((line) => line.split(' && '));
  return lines.flatMap((line) => (line.startsWith('npx simulate ') ? [wordsOf(line.slice('npx simulate '.length))] : []));
}

/** Words as a shell takes them: quotes hold a word together and are not part of it. */
function wordsOf(line: string): string[] {
  return Array.from(line.matchAll(/"([^"]*)"|\S+/g), ([whole, inner]) => (whole.startsWith('"') ? inner : whole));
}

let hasTypeset = false;

/** Setting a PDF takes seconds: the first page that asks for one gets it. */
function typesetOnce(words: readonly string[]): string[] {
  const text = words.join(' ');
  if (!text.includes('pdf')) return [...words];
  const skips = hasTypeset;
  hasTypeset = true;
  return skips ? words.map((word) => word.replace(/\bpdf,|,pdf\b/, '')) : [...words];
}

/** Documentation may ask for long runs: one path shows that the command works. */
function shortened(words: readonly string[]): string[] {
  if (words[0] === 'report') return typesetOnce(words);
  const isRun = words[0].startsWith('--') || words[0] === 'compare';
  if (!isRun) return [...words];
  const at = words.indexOf('--paths');
  const others = at < 0 ? words : words.toSpliced(at, 2);
  return [...others, '--paths', '1', ...(words.includes('--no-report') ? [] : ['--no-report'])];
}

/** Commands without files of their own give the same everywhere: once is enough. */
const seen = new Set<string>();

async function runPage(page: string, cwd: string): Promise<string[]> {
  const blocks = blocksOf(page);
  for (const { file, text } of blocks) if (file) writeFileSync(join(cwd, file), text);
  const failures: string[] = [];
  for (const words of blocks.filter(({ language }) => language === 'bash').flatMap(commandsOf)) {
    const line = words.join(' ');
    if (seen.has(line)) continue;
    if (!/\.(yaml|csv)\b|^init/.test(line)) seen.add(line);
    const { code, stderr } = await ask(shortened(words), { cwd });
    if (code !== 0) failures.push(`simulate ${line}: exit code ${code}\n${stderr}`);
  }
  return failures;
}

describe('documentation', () => {
  it.each(pages)('%s: every command works', async (page) => {
    // Goal: what a newcomer copies from a page does what the page says, in the order of the page.
    await inFolder(async (cwd) => expect(await runPage(page, cwd)).toEqual([]));
  });

  it.each(pages)('%s: every link leads somewhere', (page) => {
    // Goal: no dead ends between pages. The picture of the report is made from a browser and may be absent.
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target);
    const dead = links.filter((target) => !target.startsWith('docs/images/') && !existsSync(join(root, dirname(page), target)));
    expect(dead).toEqual([]);
  });

  it('names the exit codes that the program has', async () => {
    // Goal: the table in docs/start.md and the help agree.
    const { stdout } = await ask(['--help']);
    const table = readFileSync(join(root, 'docs/start.md'), 'utf8').match(/^\| [\d, ]+ \|/gm)?.join(' ') ?? '';
    for (const code of table.match(/\d+/g) ?? []) expect(stdout).toContain(code);
  });
});
