/** The commands that judge, show and check results, with their flags: what help prints and the parser accepts. Nothing is loaded for it. */
import type { Flag, Usage } from './flags.ts';

const json: Flag = { name: 'json', text: 'Machine-readable result on stdout' };

export const gateUsage: Usage = {
  name: 'gate',
  positionals: '[FILE]',
  summary: 'Did a change of rules make things worse? A verdict for CI.',
  examples: [
    ['simulate gate gate.yaml', 'exit 0 passed, 20 failed, 21 undecided'],
    ['simulate gate gate.yaml --baseline git:origin/main', 'against the rules before the change'],
    ['simulate gate gate.yaml --explain bad-debt', 'one check in full, and its worst paths'],
  ],
  groups: [
    {
      title: 'Input',
      flags: [
        { name: 'candidate', value: 'NAME|FILE', text: 'Rules under test (default: the file says)' },
        { name: 'baseline', value: 'WHERE', text: 'git:REF, file:FILE or none (default: the file says)' },
        { name: 'results', value: 'FOLDER', text: 'Judge this run folder, run nothing; one per scenario', repeatable: true },
      ],
    },
    {
      title: 'Sampling',
      flags: [
        { name: 'paths', value: 'COUNT', text: 'Paths of the first look (default: the file, 1000)' },
        { name: 'paths-max', value: 'COUNT', text: 'Most paths, by doubling (default: the file, 16 times paths)' },
        { name: 'seed', value: 'SEED', text: 'Number, 40 digits of a commit, or commit for the one checked out' },
        { name: 'workers', value: 'COUNT', text: 'Threads, 1 to 256; they change no result (default: by processors)' },
      ],
    },
    {
      title: 'Verdict',
      flags: [
        { name: 'fail-on', value: 'LEVELS', text: 'Of error, warn, inconclusive (default: error,inconclusive)' },
        { name: 'no-fail', text: 'Judge and report, exit 0' },
        { name: 'today', value: 'DAY', text: 'Day that waivers are held against, YYYY-MM-DD (default: UTC)' },
      ],
    },
    {
      title: 'Output',
      flags: [
        { name: 'format', value: 'NAME[=FILE]', text: 'text, json, markdown, junit, sarif, github (default: text=-)', repeatable: true },
        { name: 'explain', value: 'CHECK', text: 'One check: definition, interval, limit, worst paths' },
        { name: 'update-baseline', text: 'Keep figures of the candidate; not in CI' },
        { name: 'force', text: 'With --update-baseline: in CI too' },
      ],
    },
  ],
};

export const reportUsage: Usage = {
  name: 'report',
  positionals: 'FOLDER',
  summary: 'Makes the stress report of a run: for a browser, on paper, for other programs.',
  examples: [
    ['simulate report runs/crash-2020-1f0c99ab', 'report.html beside the results'],
    ['simulate report runs/crash-2020-1f0c99ab --format html,pdf,markdown', 'several at once'],
    ['simulate report runs/crash-2020-1f0c99ab --format markdown --out -', 'to a pipe'],
  ],
  groups: [
    {
      title: 'Output',
      flags: [
        { name: 'format', value: 'LIST', text: 'html, pdf, markdown, json, csv, several with commas (default: html)', repeatable: true },
        { name: 'out', value: 'FOLDER|-', text: 'Folder of the files, or - for stdout (default: the folder of the run)' },
        { name: 'force', text: 'Replace files in another folder' },
      ],
    },
  ],
};

export const replayUsage: Usage = {
  name: 'replay',
  positionals: 'RUN',
  summary: 'Runs one path of a run again and tells what happened, event by event.',
  examples: [
    ['simulate replay runs/crash-2020-1f0c99ab --path 17', 'who was liquidated when, at what price, and who paid'],
    ['simulate replay runs/crash-2020-1f0c99ab --path 17 --account trader-204', 'one account'],
    ['simulate replay runs/crash-2020-1f0c99ab --path 17 --out path-17.csv', 'every event, for a spreadsheet'],
  ],
  groups: [
    {
      title: 'What',
      flags: [
        { name: 'path', value: 'NUMBER', text: 'Number of the path; the worst one is named in evidence.json and the report' },
        { name: 'params', value: 'ID', text: 'Set of the run, hybrids of a comparison too; repeat (default: all named)', repeatable: true },
        { name: 'account', value: 'ID', text: 'Only events of this account; repeat', repeatable: true },
        { name: 'kind', value: 'KIND', text: 'Only events of this kind, such as liquidation; repeat', repeatable: true },
        { name: 'limit', value: 'COUNT', text: 'Lines per set, 0 for all (default: 40)' },
      ],
    },
    {
      title: 'Output',
      flags: [
        { name: 'out', value: 'FILE', text: 'Writes every event that was asked for: .csv, .json or .arrow' },
        { name: 'force', text: 'Replace a file that is there' },
        { ...json, text: 'Events and totals as JSON, numbers in full' },
      ],
    },
  ],
};

export const auditUsage: Usage = {
  name: 'audit',
  positionals: 'RUN',
  summary: 'Checks a run folder by its files alone: hashes, sums, and that its files agree.',
  examples: [
    ['simulate audit runs/crash-2020-1f0c99ab', 'exit code 0, or 70 and every difference'],
    ['simulate audit runs/crash-2020-1f0c99ab --json', 'for machines'],
  ],
  groups: [{ title: 'Output', flags: [{ ...json, text: 'Checks and differences as JSON' }] }],
};
