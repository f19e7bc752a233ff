/** One initial and one maintenance rate for every size of position. */
import { z } from 'zod';
import type { MarginTier } from '../../kernel/world-spec.ts';
import { definePolicy } from '../contract.ts';
import type { InstrumentFacts } from '../contract.ts';
import { marginTrigger, maxLeverageText } from '../parameter-types.ts';

const ratesShape = {
  'max-leverage': z.number().min(1).max(1000).optional().describe(maxLeverageText),
  initial: z.number().gt(0).max(1).optional().describe('Initial margin instead of max-leverage; fraction of notional'),
  maintenance: z.number().gt(0).lt(1).describe('Maintenance margin; fraction of notional'),
};

interface Rates {
  readonly 'max-leverage'?: number | undefined;
  readonly initial?: number | undefined;
  readonly maintenance: number;
}

function initialRate(rates: Rates): number {
  return rates.initial ?? 1 / (rates['max-leverage'] ?? 1);
}

/** What is wrong with a pair of rates, or nothing. */
function fault(rates: Rates): string | null {
  const given = [rates['max-leverage'], rates.initial].filter((value) => value !== undefined).length;
  if (given !== 1) return 'expected exactly one of max-leverage and initial';
  if (rates.maintenance >= initialRate(rates)) return 'expected maintenance below the initial margin';
  return null;
}

function checkRates(context: z.core.ParsePayload<Rates>): void {
  const message = fault(context.value);
  if (message) context.issues.push({ code: 'custom', message, input: context.value });
}

const overrideSchema = z.strictObject(ratesShape).check(checkRates);

/** A single tier from notional 0. */
function flat(rate: number): readonly MarginTier[] {
  return [{ notionalFloor: 0, rate, deduction: 0 }];
}

export const leverageMargin = definePolicy({
  kind: 'margin',
  name: 'leverage',
  version: 1,
  summary: 'Flat margin: initial = notional / maximum leverage, maintenance = a rate of notional, whatever the size.',
  references: [
    { text: 'Basel Committee and IOSCO, Margin requirements for non-centrally cleared derivatives: standardised schedule by notional' },
    { text: 'BitMEX, Isolated and cross margin: base initial and maintenance margin' },
  ],
  parameters: z
    .strictObject({
      ...ratesShape,
      trigger: marginTrigger(),
      overrides: z
        .record(z.string(), overrideSchema)
        .default({})
        .describe('Rates of single underlyings, by its name; same units'),
    })
    .check(checkRates),
  create(parameters) {
    const ratesOf = (instrument: InstrumentFacts): Rates => parameters.overrides[instrument.underlying] ?? parameters;
    return {
      trigger: parameters.trigger,
      maintenanceTiers: (instrument) => flat(ratesOf(instrument).maintenance),
      initialTiers: (instrument) => flat(initialRate(ratesOf(instrument))),
      maxLeverage: (instrument) => 1 / initialRate(ratesOf(instrument)),
    };
  },
});
