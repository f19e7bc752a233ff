/** Scenario files: what happens. */
import { z } from 'zod';
import { accountSchema } from './account-schema.ts';
import type { AccountEntry } from './account-schema.ts';
import { line, paragraph, slug, source, ticker, time } from './fields.ts';
import { instrumentSchema } from './instrument-schema.ts';
import type { InstrumentDefinition } from './instrument-schema.ts';
import { parameterOverridesSchema } from './parameters-schema.ts';
import type { ParameterOverrides } from './parameters-schema.ts';
import { dependenceSchema, gridSchema } from './model-schema.ts';
import type { Dependence, Grid } from './model-schema.ts';
import { populationSchema } from './population-schema.ts';
import type { PartialPins } from './population-schema.ts';
import { liquidityField, rebuildSchema, underlyingSchema, volatilitySchema } from './underlying-schema.ts';
import type { Rebuild, Underlying, VolatilityMeasure } from './underlying-schema.ts';
import type { PolicyChoice } from './policy-schema.ts';

export type Feedback = 'none' | 'full' | 'counterfactual';

export interface Source {
  readonly text: string;
  readonly url?: string;
}

/** An asset that accounts may hold beside the underlyings and USD. */
export interface CollateralAsset {
  readonly underlying: string;
  /** null: the liquidity of the underlying. */
  readonly liquidity: PolicyChoice | null;
}

export interface VenueEntry {
  readonly id: string;
  /** Name of its parameter set. */
  readonly parameters: string;
}

export interface Scenario {
  readonly version: 1;
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly sources: readonly Source[];
  readonly assumptions: readonly string[];
  readonly limits: readonly string[];
  readonly startMs: number;
  /** null: where the prices end. */
  readonly endMs: number | null;
  readonly seed: number;
  readonly paths: number;
  readonly feedback: Feedback;
  /** Parameter set that history is taken to contain, for counterfactual feedback. */
  readonly baseline: string;
  readonly underlyings: Readonly<Record<string, Underlying>>;
  readonly volatility: VolatilityMeasure | null;
  readonly rebuild: Rebuild;
  /** Steps of price models; null without models. */
  readonly grid: Grid | null;
  readonly dependence: Dependence | null;
  /** null: those of the parameter set, else one linear perpetual per underlying (`defaultInstrument`). */
  readonly instruments: readonly InstrumentDefinition[] | null;
  readonly assets: Readonly<Record<string, CollateralAsset>>;
  readonly population: PartialPins | null;
  readonly accounts: readonly AccountEntry[];
  /** CSV of accounts as the file writes it, relative to the scenario file; the loader resolves it. */
  readonly accountsFile: string | null;
  /** Blocks that replace those of the selected parameter set. */
  readonly parameters: ParameterOverrides | null;
  /** null: one venue with the selected parameter set. */
  readonly venues: readonly VenueEntry[] | null;
}

/** Most paths of one study. */
export const mostPaths = 10_000_000;

const asset = z
  .strictObject({ underlying: ticker.describe('Underlying whose price values it'), liquidity: liquidityField })
  .transform(({ underlying, liquidity }): CollateralAsset => ({ underlying, liquidity: liquidity ?? null }));

const venue = z.strictObject({ id: slug.describe('Name of the venue'), parameters: slug.describe('Its parameter set') });

/** Relative, inside the folder of the scenario, a CSV file. */
const accountsFile = z
  .string()
  .max(200)
  .regex(
    /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^/\\:*?"<>|][^\\:*?"<>|]*\.csv$/,
    'the relative path of a .csv file in the folder of the scenario',
  );

const text = {
  version: z.literal(1).describe('Version of the format'),
  name: slug.describe('Name, the same as the file name'),
  title: line.describe('Name for people'),
  summary: paragraph.default('').describe('What happens'),
  sources: z.array(source).max(100).default([]).describe('Where the facts come from'),
  assumptions: z.array(paragraph).max(100).default([]).describe('What was chosen because nobody knows'),
  limits: z.array(paragraph).max(100).default([]).describe('What this scenario cannot show'),
};

const run = {
  start: time.prefault('2020-01-01T00:00:00Z').describe('Start, ISO-8601 UTC; default 2020-01-01T00:00:00Z'),
  end: time.optional().describe('End, ISO-8601 UTC; where the prices end when left out'),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1).describe('Seed of every random stream'),
  paths: z.int().min(1).max(mostPaths).optional().describe('Realisations; default 32 with history, 1000 with models, otherwise 1'),
  feedback: z
    .enum(['none', 'full', 'counterfactual'])
    .optional()
    .describe('Whether our orders move prices; default counterfactual with history, otherwise full'),
  baseline: slug.default('default').describe('Parameter set that history is taken to contain'),
};

const market = {
  underlyings: z.record(ticker, underlyingSchema).describe('What has a price'),
  volatility: volatilitySchema.optional().describe('How volatility is measured where it acts on depth (see volatility-elasticity)'),
  rebuild: rebuildSchema.prefault({}).describe('How minutes are rebuilt inside bars'),
  grid: gridSchema.optional().describe('Steps of price models'),
  dependence: dependenceSchema.optional().describe('How the shocks of price models hang together; default independent'),
  instruments: z
    .array(instrumentSchema)
    .min(1)
    .max(1000)
    .optional()
    .describe('What is traded; default one linear perpetual per underlying'),
  assets: z.record(ticker, asset).default({}).describe('Collateral assets beside USD and the underlyings'),
};

const people = {
  population: populationSchema.optional().describe('A synthetic population and the totals it is scaled to'),
  accounts: z.array(accountSchema).max(100_000).default([]).describe('Accounts written out'),
  'accounts-file': accountsFile.optional().describe('CSV of accounts in the folder of the scenario'),
  parameters: parameterOverridesSchema.optional().describe('Blocks that replace those of the selected parameter set'),
  venues: z.array(venue).min(1).max(16).optional().describe('Several venues on one clock'),
};

type Written = z.output<typeof written>;
const written = z.strictObject({ ...text, ...run, ...market, ...people });

export const scenarioSchema: z.ZodType<Scenario> = written.transform((given): Scenario => {
  const { start, end, 'accounts-file': file, ...scenario } = given;
  return { ...scenario, ...absentAsNull(given), ...defaultsOf(given), startMs: start, endMs: end ?? null, accountsFile: file ?? null };
});

type Optional = 'volatility' | 'grid' | 'dependence' | 'instruments' | 'population' | 'parameters' | 'venues';

function absentAsNull(given: Written): Pick<Scenario, Optional> {
  const { volatility = null, grid = null, dependence = null, instruments = null } = given;
  const { population = null, parameters = null, venues = null } = given;
  return { volatility, grid, dependence, instruments, population, parameters, venues };
}

/** History already contains its own liquidations, and its rebuilt minutes are drawn: both defaults follow from that. */
function defaultsOf({ underlyings, feedback, paths }: Written): Pick<Scenario, 'feedback' | 'paths'> {
  const kinds = Object.values(underlyings).map(({ source: { kind } }) => kind);
  const historical = kinds.includes('history');
  const usualPaths = historical ? 32 : kinds.includes('model') ? 1000 : 1;
  return { feedback: feedback ?? (historical ? 'counterfactual' : 'full'), paths: paths ?? usualPaths };
}
