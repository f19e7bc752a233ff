/** `simulate init`: a scenario and a parameter set to start from. Files are rendered and checked before the first is written. */
import { existsSync, writeFileSync } from 'node:fs';
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
import { makeFolder } from './make-folder.ts';
import type { Terminal } from './terminal.ts';
import { usageError } from './usage-error.ts';

interface Question {
  readonly flag: string;
  readonly key: keyof InitAnswers;
  readonly text: string;
  /** Asked where somebody can answer; the others have flags only. */
  readonly isAsked: boolean;
  readonly check: (answer: string) => string | number | undefined;
  readonly expected: string;
}

const nameCheck = matching(/^[a-z0-9][a-z0-9-]{0,50}$/);
const tickerCheck = matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const largest = 1e13;

/** The order in which they are asked. */
const questions: readonly Question[] = [
  asked({ flag: 'name', key: 'name', text: 'Name of the venue', check: nameCheck, expected: 'a-z, 0-9 and -' }),
  asked({ flag: 'underlying', key: 'underlying', text: 'What is traded', check: tickerCheck, expected: 'a name like BTC' }),
  asked({ flag: 'start-price', key: 'priceUsd', text: 'Price before the crash, USD', check: between(1e-9, 1e9), expected: 'above 0' }),
  asked({ flag: 'drop', key: 'drop', text: 'Fall of the price, fraction', check: between(0.001, 0.95), expected: 'from 0.001 to 0.95' }),
  asked({ flag: 'open-interest', key: 'openInterestUsd', text: 'Open interest, USD', check: between(1, largest), expected: 'from 1' }),
  asked({ flag: 'fund', key: 'fundUsd', text: 'Insurance fund, USD', check: between(0, largest), expected: 'from 0' }),
  unasked({ flag: 'max-leverage', key: 'maxLeverage', text: 'Highest leverage', check: between(6, 1000), expected: 'from 6 to 1000' }),
  unasked({ flag: 'accounts', key: 'accounts', text: 'Accounts', check: wholeBetween(2, 1e7), expected: 'a whole number from 2 to 1e7' }),
];

function asked(question: Omit<Question, 'isAsked'>): Question {
  return { ...question, isAsked: true };
}

function unasked(question: Omit<Question, 'isAsked'>): Question {
  return { ...question, isAsked: false };
}

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
  const told = isInteractive && values.yes === undefined ? await ask(open) : {};
  return { ...defaultAnswers, ...given, ...told };
}

function givenAnswer(question: Question, values: FlagValues): [string, string | number][] {
  const text = valueOf(values, question.flag);
  if (text === undefined) return [];
  const answer = question.check(text);
  if (answer !== undefined) return [[question.key, answer]];
  throw usageError({ what: `--${question.flag} is ${JSON.stringify(text)}`, expected: question.expected });
}

/** An empty line takes the default, a wrong answer is asked again. Questions go to stderr, like every message. */
async function ask(open: readonly Question[]): Promise<Record<string, string | number>> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<never>((_resolve, reject) => {
    reader.once('close', () => reject(interrupted()));
  });
  const answers: Record<string, string | number> = {};
  try {
    for (const question of open) answers[question.key] = await Promise.race([askOne(reader, question), ended]);
  } finally {
    // Closing rejects `ended`, which nobody waits for any more.
    ended.catch(() => undefined);
    reader.close();
  }
  return answers;
}

/** Ctrl-C or Ctrl-D at a question. */
function interrupted(): UserError {
  return new UserError(exitCodes.interrupted, [{ what: 'interrupted: nothing was written', suggestion: '--yes takes the defaults' }]);
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
    makeFolder(folder);
    for (const { path, text } of files) writeFileSync(join(folder, path), text);
  } catch (error) {
    throw outputError(folder, error);
  }
}
