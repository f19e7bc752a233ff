/** `simulate init`: a scenario and a parameter set to start from. Files are rendered and checked before the first is written. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { exitCodes, UserError } from '../engine/errors.ts';
import { defaultAnswers, initFiles } from '../scenarios/init.ts';
import type { InitAnswers, InitFile } from '../scenarios/init.ts';
import { parameterSetSchema } from '../scenarios/parameters-schema.ts';
import { scenarioSchema } from '../scenarios/schema.ts';
import { checkDocument } from '../scenarios/validate.ts';
import { parseYaml } from '../scenarios/yaml.ts';
import { numberIn, valueOf } from './arguments.ts';
import { outputError } from './failure.ts';
import type { FlagValues, ParsedArguments } from './flags.ts';
import type { Terminal } from './terminal.ts';

interface Question {
  readonly flag: string;
  readonly key: keyof InitAnswers;
  readonly text: string;
  /** Asked where somebody can answer; the others have flags only. */
  readonly isAsked: boolean;
  readonly check: (answer: string) => string | number | undefined;
  readonly expected: string;
}

const questions: readonly Question[] = [
  { flag: 'name', key: 'name', text: 'Name of the venue', isAsked: true, check: matching(/^[a-z0-9][a-z0-9-]{0,50}$/), expected: 'a-z, 0-9 and -' },
  { flag: 'underlying', key: 'underlying', text: 'What is traded', isAsked: true, check: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/), expected: 'a name like BTC' },
  { flag: 'start-price', key: 'priceUsd', text: 'Price before the crash, USD', isAsked: true, check: between(1e-9, 1e9), expected: 'a price above 0' },
  { flag: 'drop', key: 'drop', text: 'Fall of the price, fraction', isAsked: true, check: between(0.001, 0.95), expected: 'a fraction from 0.001 to 0.95' },
  { flag: 'open-interest', key: 'openInterestUsd', text: 'Open interest, USD', isAsked: true, check: between(1, 1e13), expected: 'an amount from 1' },
  { flag: 'fund', key: 'fundUsd', text: 'Insurance fund, USD', isAsked: true, check: between(0, 1e13), expected: 'an amount from 0' },
  { flag: 'max-leverage', key: 'maxLeverage', text: 'Highest leverage', isAsked: false, check: between(6, 1000), expected: '6 to 1000 times equity' },
  { flag: 'accounts', key: 'accounts', text: 'Accounts', isAsked: false, check: wholeBetween(2, 10_000_000), expected: 'a whole number from 2' },
];

export async function initCommand({ values, positionals }: ParsedArguments, terminal: Terminal): Promise<number> {
  const folder = positionals[0] ?? '.';
  const answers = await collectAnswers(values, terminal);
  const files = initFiles(answers);
  checkRendered(files);
  const paths = files.map(({ path }) => join(folder, path));
  if (values.force === undefined) checkAbsent(paths);
  writeFiles(folder, files);
  const [scenario, parameters] = paths.map((path) => (path.includes('/') ? path : `./${path}`));
  terminal.results.write(`wrote ${paths.join(' and ')}\nnext: npx simulate --scenario ${scenario} --params ${parameters}\n`);
  return exitCodes.ok;
}

async function collectAnswers(values: FlagValues, { isInteractive }: Terminal): Promise<InitAnswers> {
  const given = Object.fromEntries(questions.flatMap((question) => givenAnswer(question, values)));
  const open = questions.filter(({ key, isAsked }) => isAsked && !(key in given));
  const asked = isInteractive && values.yes === undefined ? await ask(open) : {};
  return { ...defaultAnswers, ...given, ...asked };
}

function givenAnswer(question: Question, values: FlagValues): [string, string | number][] {
  const text = valueOf(values, question.flag);
  if (text === undefined) return [];
  const answer = question.check(text);
  if (answer !== undefined) return [[question.key, answer]];
  throw new UserError(exitCodes.usage, [{ what: `--${question.flag} is ${JSON.stringify(text)}`, expected: question.expected }]);
}

/** An empty line takes the default, a wrong answer is asked again. Questions go to stderr, like every message. */
async function ask(open: readonly Question[]): Promise<Record<string, string | number>> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const answers: Record<string, string | number> = {};
  try {
    for (const question of open) answers[question.key] = await askOne(reader, question);
  } finally {
    reader.close();
  }
  return answers;
}

async function askOne(reader: ReturnType<typeof createInterface>, question: Question): Promise<string | number> {
  const fallback = defaultAnswers[question.key];
  for (;;) {
    const text = (await reader.question(`${question.text} [${fallback}]: `)).trim();
    const answer = text === '' ? fallback : question.check(text);
    if (answer !== undefined) return answer;
    process.stderr.write(`  expected: ${question.expected}\n`);
  }
}

function matching(pattern: RegExp): (answer: string) => string | undefined {
  return (answer) => (pattern.test(answer) ? answer : undefined);
}

function between(least: number, most: number): (answer: string) => number | undefined {
  return (answer) => {
    const value = numberIn(answer);
    return value >= least && value <= most ? value : undefined;
  };
}

function wholeBetween(least: number, most: number): (answer: string) => number | undefined {
  const inRange = between(least, most);
  return (answer) => {
    const value = inRange(answer);
    return Number.isInteger(value) ? value : undefined;
  };
}

/** What is written must load as it is. */
function checkRendered([scenario, parameters]: readonly InitFile[]): void {
  checkDocument(parseYaml(Buffer.from(scenario.text), scenario.path), { schema: scenarioSchema });
  checkDocument(parseYaml(Buffer.from(parameters.text), parameters.path), { schema: parameterSetSchema });
}

function checkAbsent(paths: readonly string[]): void {
  const there = paths.filter((path) => existsSync(path));
  if (there.length === 0) return;
  const suggestion = 'another --name, another folder, or --force to replace them';
  throw new UserError(exitCodes.outputNotWritable, there.map((path) => ({ what: `${path} is there already`, suggestion })));
}

function writeFiles(folder: string, files: readonly InitFile[]): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
  } catch (error) {
    throw outputError(folder, error);
  }
}
