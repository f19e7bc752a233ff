/** Every command with its flags: what help prints and the parser accepts. Nothing is loaded for it. */
import type { Flag, FlagGroup, Usage } from './flags.ts';
import { auditUsage, gateUsage, replayUsage, reportUsage } from './usages-of-results.ts';

const scenario: Flag = { name: 'scenario', value: 'NAME|FILE', text: 'What happens: a name of "simulate list scenarios" or a YAML file' };
const paramsText = 'Rules of a venue; repeat to compare sets (default: default)';
const params: Flag = { name: 'params', value: 'NAME|FILE', text: paramsText, repeatable: true };
const json: Flag = { name: 'json', text: 'Machine-readable result on stdout' };

const dataText = 'Candles in place of an underlying: CSV, JSON, Parquet, Arrow';
const data: Flag = { name: 'data', value: '[NAME=]FILE', text: dataText, repeatable: true };
const feedbackText = 'Do our orders move prices: none, full, counterfactual (default: scenario)';
const feedback: Flag = { name: 'feedback', value: 'MODE', text: feedbackText };
const sampling: FlagGroup = {
  title: 'Sampling',
  flags: [
    { name: 'paths', value: 'COUNT', text: 'Realisations, 1 to 10000000 (default: scenario, 32 for history)' },
    { name: 'until', value: 'TEXT', text: 'Stop when known so well, as "insolvent_accounts +-5%"; --paths is the most' },
    { name: 'first-path', value: 'NUMBER', text: 'Number of the first path: a part of a longer run (default: 0)' },
    { name: 'workers', value: 'COUNT', text: 'Threads, 1 to 256; they change no result (default: by processors)' },
    { name: 'seed', value: 'NUMBER', text: 'Seed of every random stream, 0 to 2^53 - 1 (default: scenario)' },
  ],
};
const folder: FlagGroup = {
  title: 'Output',
  flags: [
    { name: 'out', value: 'FOLDER', text: 'Folder of the run (default: runs/SCENARIO-DIGEST)' },
    { ...json, text: 'summary.json on stdout instead of the table' },
    { name: 'parquet', text: 'outcomes.parquet too: for pandas, Polars, DuckDB' },
    { name: 'no-report', text: 'Leave report.html out' },
  ],
};

export const runUsage: Usage = {
  name: 'run',
  positionals: '',
  summary: "Stress-tests a venue's margin, liquidation and loss rules.",
  examples: [
    ['simulate --scenario crash-2020', 'March 2020 on a plain venue'],
    ['simulate --scenario crash-2020 --params default --params hyperliquid', 'two rule sets, same paths'],
    ['simulate --scenario crash-2020 --data BTC=candles.csv', 'the same venue on your candles'],
    ['simulate --scenario mine.yaml --params rules.yaml --json', 'files of your own (simulate init)'],
  ],
  groups: [
    { title: 'Input', flags: [scenario, params, data, feedback] },
    sampling,
    folder,
  ],
};

export const compareUsage: Usage = {
  name: 'compare',
  positionals: '',
  summary: 'Which rules are safer, by how much, how sure, and why.',
  examples: [
    ['simulate compare --scenario crash-2020 --params default --params mine.yaml', 'mine against default'],
    ['simulate compare --scenario crash-2020 --params default --params hyperliquid', 'shipped rules'],
    ['simulate compare --scenario two.yaml --params one=a.yaml --params one=b.yaml', 'its venue one'],
  ],
  groups: [
    {
      title: 'Input',
      flags: [
        scenario,
        { ...params, text: 'Rules of a venue; repeat. The first is the baseline, the others are candidates' },
        { name: 'baseline', value: 'NAME|FILE', text: 'The set that the others are compared with (default: the first --params)' },
        data,
        feedback,
      ],
    },
    sampling,
    {
      title: 'Comparison',
      flags: [
        { name: 'confidence', value: 'SHARE', text: 'Of intervals and verdicts, 0.5 to 0.9999 (default: 0.95)' },
        { name: 'no-attribution', text: 'Do not run hybrids to find which block of rules made the difference' },
      ],
    },
    folder,
  ],
};

const sweepUsage: Usage = {
  name: 'sweep',
  positionals: '',
  summary: 'Many variations of a rule set: what safety costs, and which rule does most.',
  examples: [
    ['simulate sweep --scenario crash-2020 --vary margin.maintenance=0.01:0.04:8', 'eight values'],
    ['simulate sweep --scenario crash-2020 --vary liquidation.policy=full,partial', 'two rules'],
    ['simulate sweep --scenario mine.yaml --vary margin.maintenance=0.01:0.04 --method sobol', 'a hundred drawn points'],
  ],
  groups: [
    {
      title: 'Input',
      flags: [
        scenario,
        { ...params, text: 'Rules to vary (default: default)', repeatable: false },
        { name: 'vary', value: 'KEY=VALUES', text: 'LOW:HIGH:COUNT, log:LOW:HIGH:COUNT or VALUE,VALUE; repeat', repeatable: true },
        { name: 'data', value: '[NAME=]FILE', text: 'Candles in place of an underlying', repeatable: true },
        { name: 'feedback', value: 'MODE', text: 'none, full, counterfactual (default: scenario)' },
      ],
    },
    {
      title: 'Sampling',
      flags: [
        { name: 'method', value: 'NAME', text: 'grid, random or sobol (default: grid)' },
        { name: 'points', value: 'COUNT', text: 'Points of random and sobol, 1 to 100000 (default: 100)' },
        { name: 'paths', value: 'COUNT', text: 'Realisations per point, the same for all (default: scenario)' },
        { name: 'workers', value: 'COUNT', text: 'Threads, 1 to 256; they change no result (default: by processors)' },
        { name: 'seed', value: 'NUMBER', text: 'Seed of every random stream, 0 to 2^53 - 1 (default: scenario)' },
      ],
    },
    {
      title: 'Judging',
      flags: [
        { name: 'safety', value: 'METRIC', text: 'Metric, also METRIC.p95 or .p99 (default: shortfall_usd)' },
        { name: 'cost', value: 'METRIC', text: 'Metric or varied key (default: margin_to_open_interest_ratio)' },
      ],
    },
    {
      title: 'Output',
      flags: [
        { name: 'out', value: 'FOLDER', text: 'Folder, gone on with if it holds this very sweep (default: runs/sweep-...)' },
        { ...json, text: 'summary.json on stdout instead of the tables' },
        { name: 'no-report', text: 'Leave report.html out' },
      ],
    },
  ],
};

const rareUsage: Usage = {
  name: 'rare',
  positionals: '',
  summary: 'Probability of an event that plain paths hardly ever see.',
  examples: [
    ['simulate rare --scenario gbm-calm --event "unfunded_loss_usd > 0"', 'how likely is it?'],
    ['simulate rare --scenario gbm-calm --event "price_low_ratio < 0.88" --method splitting', 'without tilts'],
  ],
  groups: [
    {
      title: 'Input',
      flags: [
        scenario,
        { ...params, text: 'Rules of the venue (default: default)', repeatable: false },
        { name: 'event', value: 'EVENT', text: 'METRIC OPERATOR NUMBER: a name of "simulate list metrics", one of > >= < <=' },
        { name: 'data', value: '[NAME=]FILE', text: 'Candles in place of an underlying, for models of history', repeatable: true },
        { name: 'feedback', value: 'MODE', text: 'Do our orders move prices: none, full, counterfactual (default: scenario)' },
      ],
    },
    {
      title: 'Sampling',
      flags: [
        { name: 'method', value: 'METHOD', text: 'splitting, importance, auto (default: auto, by a pilot of tilted paths)' },
        { name: 'paths', value: 'COUNT', text: 'Paths of the method, about; the pilot is on top (default: 10000)' },
        { name: 'plain-paths', value: 'COUNT', text: 'Plain paths run beside it for comparison (default: 2000)' },
        { name: 'runs', value: 'COUNT', text: 'Independent runs of splitting, 2 to 1000; their spread is the error (default: 10)' },
        { name: 'seed', value: 'NUMBER', text: 'Seed of every random stream, 0 to 2^53 - 1 (default: scenario)' },
      ],
    },
    { title: 'Output', flags: [{ ...json, text: 'Result as JSON, numbers in full' }] },
  ],
};

const marginUsage: Usage = {
  name: 'margin',
  positionals: '',
  summary: 'Margin, liquidation and bankruptcy prices of accounts.',
  examples: [
    ['simulate margin --account me.yaml --params binance-usdm --price BTC=7934.58', 'at a price'],
    ['simulate margin --account me.yaml --scenario crash-2020 --json', 'at the first prices of a scenario'],
  ],
  groups: [
    {
      title: 'Input',
      flags: [
        { name: 'account', value: 'FILE', text: 'YAML: one account, or several under accounts: (default: those of the scenario)' },
        { ...params, text: 'Rules of the venue (default: default)', repeatable: false },
        { ...scenario, text: 'Instruments, assets and first prices from here' },
        { name: 'price', value: 'NAME=USD', text: 'Mark price of an underlying, USD; before those of the scenario', repeatable: true },
      ],
    },
    { title: 'Output', flags: [{ ...json, text: 'Statements as JSON, numbers in full' }] },
  ],
};

const fitUsage: Usage = {
  name: 'fit',
  positionals: 'CANDLES',
  summary: 'Estimates price models from candles, with standard errors.',
  examples: [
    ['simulate fit btc-usdt-1h.csv', 'every model, and which describes the candles best'],
    ['simulate fit btc-usdt-1m.csv --step 1h --model kou --out btc-kou.yaml', 'one model, and a scenario that runs it'],
  ],
  groups: [
    {
      title: 'Estimation',
      flags: [
        { name: 'model', value: 'NAME', text: 'gbm, merton, kou, regime, garch or hawkes; repeatable (default: all)', repeatable: true },
        { name: 'step', value: 'DURATION', text: 'Length of a return, a multiple of that of the bars (default: a bar)' },
        { name: 'long-run-variance', value: 'WHICH', text: 'garch: that of the sample, or fitted (default: sample)' },
        { name: 'jump-share', value: 'FRACTION', text: 'hawkes: share of returns that are jumps, 0.0001 to 0.2 (default: 0.02)' },
      ],
    },
    {
      title: 'Output',
      flags: [
        { name: 'out', value: 'FILE.yaml', text: 'Writes a scenario with the model, or the best one by BIC' },
        { name: 'underlying', value: 'NAME', text: 'What is traded in it (default: by the symbol or the file name)' },
        { name: 'force', text: 'Replace a file that is there' },
        { ...json, text: 'Estimates as JSON, numbers in full' },
      ],
    },
  ],
};

const validateUsage: Usage = {
  name: 'validate',
  positionals: 'FILE...',
  summary: 'Checks scenario, parameter, gate and candle files, runs nothing.',
  examples: [
    ['simulate validate mine.yaml rules.yaml', 'every mistake with file, line and column'],
    ['simulate validate candles.csv', 'what is read of a candle file'],
  ],
  groups: [{ title: 'Output', flags: [{ ...json, text: 'Findings as JSON' }] }],
};

const listUsage: Usage = {
  name: 'list',
  positionals: '[WHAT]',
  summary: 'What can be named: scenarios, parameters, policies, metrics.',
  examples: [
    ['simulate list', 'everything, one line each'],
    ['simulate list policies --explain', 'parameters with units, bounds and sources'],
  ],
  groups: [
    {
      title: 'Output',
      flags: [{ name: 'explain', text: 'Summaries, parameters, definitions and sources' }, { ...json, text: 'The list as JSON' }],
    },
  ],
};

const initUsage: Usage = {
  name: 'init',
  positionals: '[FOLDER]',
  summary: 'Writes a scenario and a parameter set to start from.',
  examples: [
    ['simulate init', 'asks six questions; every answer has a default'],
    ['simulate init venue --yes --name my-venue --drop 0.4', 'without questions, into the folder venue'],
  ],
  groups: [
    {
      title: 'Answers',
      flags: [
        { name: 'name', value: 'NAME', text: 'Name of both files, a-z, 0-9 and - (default: my-venue)' },
        { name: 'underlying', value: 'NAME', text: 'What is traded (default: BTC)' },
        { name: 'start-price', value: 'USD', text: 'Price before the crash, USD (default: 60000)' },
        { name: 'drop', value: 'SHARE', text: 'Fall of the price, fraction (default: 0.3)' },
        { name: 'open-interest', value: 'USD', text: 'Open interest, USD (default: 200000000)' },
        { name: 'fund', value: 'USD', text: 'Insurance fund, USD (default: 10000000)' },
        { name: 'max-leverage', value: 'TIMES', text: 'Highest leverage, times equity (default: 50)' },
        { name: 'accounts', value: 'COUNT', text: 'Accounts to draw (default: 10000)' },
      ],
    },
    {
      title: 'Output',
      flags: [
        { name: 'yes', text: 'Ask nothing, take the defaults' },
        { name: 'force', text: 'Replace files that are there' },
      ],
    },
  ],
};

const resumeUsage: Usage = {
  name: 'resume',
  positionals: 'FOLDER',
  summary: 'Goes on with a run that was interrupted or killed.',
  examples: [
    ['simulate resume runs/crash-2020-1f0c99ab.partial', 'the folder that the interrupted run named'],
    ['ls -d runs/*.partial', 'which runs have not ended'],
  ],
  groups: [
    {
      title: 'Sampling',
      flags: [{ name: 'workers', value: 'COUNT', text: 'Threads, 1 to 256; they change no result (default: by processors)' }],
    },
    { title: 'Output', flags: [{ ...json, text: 'summary.json on stdout instead of the table' }] },
  ],
};

/** Commands in the order in which help shows them; the first is the default. */
export const usages: readonly Usage[] = [
  ...[runUsage, compareUsage, sweepUsage, rareUsage, gateUsage, reportUsage, resumeUsage, replayUsage, auditUsage],
  ...[marginUsage, fitUsage, validateUsage, listUsage, initUsage],
];
