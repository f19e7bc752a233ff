/** Margin rates that rise with the notional of a position, as brackets with a cumulative deduction. */
import { z } from 'zod';
import type { MarginTier } from '../../kernel/world-spec.ts';
import { definePolicy } from '../contract.ts';
import type { InstrumentFacts } from '../contract.ts';
import { marginTrigger, maxLeverageText } from '../parameter-types.ts';

const bracketSchema = z.strictObject({
  floor: z.number().min(0).describe('Notional from which the bracket applies; notional-unit'),
  maintenance: z.number().gt(0).lt(1).describe('Maintenance rate of the notional inside the bracket; fraction'),
  'max-leverage': z.number().min(1).max(1000).describe(maxLeverageText),
});

type Bracket = z.output<typeof bracketSchema>;

/** What is wrong with bracket `index` of a table, or nothing. */
function fault(table: readonly Bracket[], index: number): string | null {
  const bracket = table[index];
  if (bracket.maintenance >= 1 / bracket['max-leverage']) return 'expected maintenance below 1 / max-leverage';
  if (index === 0) return bracket.floor === 0 ? null : 'expected the first floor to be 0';
  const previous = table[index - 1];
  if (bracket.floor <= previous.floor) return 'expected floors to ascend';
  if (bracket.maintenance <= previous.maintenance) return 'expected maintenance rates to ascend with the floor';
  if (bracket['max-leverage'] > previous['max-leverage']) return 'expected max-leverage not to rise with the floor';
  return null;
}

const tableSchema = z.array(bracketSchema).min(1).check((context) => {
  context.value.forEach((bracket, index) => {
    const message = fault(context.value, index);
    if (message) context.issues.push({ code: 'custom', message, path: [index], input: bracket });
  });
});

/**
 * Adds the cumulative deduction, deduction(n) = deduction(n - 1) + floor(n) x (rate(n) - rate(n - 1)), which makes the requirement
 * rate x notional - deduction continuous: each slice of notional is charged at its own rate.
 * Source: Binance "Leverage and Margin of USD-M Futures" (maintenance amount); Hyperliquid docs "Margin tiers" (maintenance deduction).
 */
export function withDeductions(brackets: readonly { readonly floor: number; readonly rate: number }[]): MarginTier[] {
  let deduction = 0;
  return brackets.map(({ floor, rate }, index) => {
    if (index > 0) deduction += floor * (rate - brackets[index - 1].rate);
    return { notionalFloor: floor, rate, deduction };
  });
}

export const bracketMargin = definePolicy({
  kind: 'margin',
  name: 'brackets',
  version: 1,
  summary:
    'Margin by brackets of notional; each slice is charged at its own rate. Venues apply the initial rate of the bracket to the ' +
    'whole notional; here it is by slices too, which asks for a little less.',
  references: [
    {
      text: 'Binance, How to calculate the liquidation price of USD-M futures',
      url: 'https://www.binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93',
    },
    { text: 'Hyperliquid docs, Margin tiers', url: 'https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers' },
    { text: 'Bybit help center, Maintenance margin (USDT contract)' },
  ],
  parameters: z.strictObject({
    brackets: tableSchema.describe('Table of underlyings without their own; ascending floors, rates ascend'),
    overrides: z.record(z.string(), tableSchema).default({}).describe('Tables of single underlyings, by its name'),
    'notional-unit': z
      .enum(['usd', 'settlement-asset'])
      .default('usd')
      .describe('What floors are counted in: USD at the start price of the settlement asset, or the settlement asset itself; name'),
    trigger: marginTrigger(),
  }),
  create(parameters) {
    const tableOf = (instrument: InstrumentFacts): readonly Bracket[] => parameters.overrides[instrument.underlying] ?? parameters.brackets;
    const inUsd = parameters['notional-unit'] === 'usd';
    const tiers = (instrument: InstrumentFacts, rateOf: (bracket: Bracket) => number): MarginTier[] => {
      const unit = inUsd ? instrument.settleAssetPriceUsd : 1;
      return withDeductions(tableOf(instrument).map((bracket) => ({ floor: bracket.floor / unit, rate: rateOf(bracket) })));
    };
    return {
      trigger: parameters.trigger,
      maintenanceTiers: (instrument) => tiers(instrument, (bracket) => bracket.maintenance),
      initialTiers: (instrument) => tiers(instrument, (bracket) => 1 / bracket['max-leverage']),
      maxLeverage: (instrument) => tableOf(instrument)[0]['max-leverage'],
    };
  },
});
