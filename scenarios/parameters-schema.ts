/** Parameter sets: every rule of one venue. */
import { z } from 'zod';
import { line, paragraph, slug, sourceFields } from './fields.ts';
import { instrumentSchema } from './instrument-schema.ts';
import type { InstrumentDefinition } from './instrument-schema.ts';
import { policyBlock, policyBlockOrNone } from './policy-schema.ts';
import type { PolicyChoice } from './policy-schema.ts';
import { populationSchema } from './population-schema.ts';
import type { PartialPins } from './population-schema.ts';

/** Where one parameter comes from. `key` is the path of the parameter: "margin.maintenance". */
export interface ParameterSource {
  readonly key: string;
  readonly text: string;
  readonly url?: string;
}

export interface ParameterSet {
  readonly version: 1;
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly margin: PolicyChoice;
  readonly collateral: PolicyChoice;
  readonly liquidation: PolicyChoice;
  /** The loss waterfall in order; what nothing covers stays unfunded. */
  readonly losses: readonly PolicyChoice[];
  /** null: the mark follows the feed at once. */
  readonly oracle: PolicyChoice | null;
  readonly breakers: readonly PolicyChoice[];
  readonly funding: PolicyChoice | null;
  /** null: those of the scenario. */
  readonly instruments: readonly InstrumentDefinition[] | null;
  /** Facts of this venue that replace the scenario's pins. */
  readonly population: PartialPins | null;
  readonly sources: readonly ParameterSource[];
}

/** A part of a parameter set, written inside a scenario. */
export type ParameterOverrides = Partial<Omit<ParameterSet, 'version'>>;

const parameterSource = z.strictObject({ key: line.describe('Path of the parameter, like margin.maintenance'), ...sourceFields });

const rules = {
  margin: policyBlock('margin', 'How much margin positions need'),
  collateral: policyBlock('collateral', 'What collateral counts'),
  liquidation: policyBlock('liquidation', 'How positions are closed'),
  losses: z.array(policyBlock('loss', 'A stage of the loss waterfall')).max(16).describe('Who pays for losses beyond margin, in order'),
};

const options = {
  oracle: policyBlockOrNone('oracle', 'How prices become the mark; without it the mark follows the feed at once'),
  breakers: z.array(policyBlock('breaker', 'A halt or a band')).max(16).describe('Halts and price bands'),
  funding: policyBlockOrNone('funding', 'Payments between longs and shorts; without it there are none'),
  instruments: z.array(instrumentSchema).min(1).max(1000).describe('What is traded; those of the scenario when left out'),
  population: populationSchema.describe('Facts of the venue that replace what the scenario pins'),
  sources: z.array(parameterSource).max(1000).describe('Where the numbers come from'),
};

export const parameterSetSchema: z.ZodType<ParameterSet> = z.strictObject({
  version: z.literal(1).describe('Version of the format'),
  name: slug.describe('Name, the same as the file name'),
  title: line.describe('Name for people'),
  summary: paragraph.describe('What venue this is, and how true to it'),
  ...rules,
  oracle: options.oracle.optional().transform((oracle) => oracle ?? null),
  breakers: options.breakers.default([]),
  funding: options.funding.optional().transform((funding) => funding ?? null),
  instruments: options.instruments.optional().transform((instruments) => instruments ?? null),
  population: options.population.optional().transform((population) => population ?? null),
  sources: options.sources.default([]),
});

/** What a scenario may override: each key replaces the whole block of the set. */
export const parameterOverridesSchema: z.ZodType<ParameterOverrides> = z.strictObject({
  name: slug.describe('Name of the set that results'),
  title: line.describe('Name for people'),
  summary: paragraph.describe('What is different'),
  ...rules,
  ...options,
}).partial();

/** The set with every block of `overrides` in the place of its own. */
export function mergeParameters(set: ParameterSet, overrides: ParameterOverrides | null): ParameterSet {
  return { ...set, ...overrides };
}
