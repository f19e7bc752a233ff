/** Instruments as files write them. */
import { z } from 'zod';
import type { ContractKind } from '../engine/kernel/world-spec.ts';
import { largestAmount, ticker } from './fields.ts';

/** A derivative of a venue. */
export interface InstrumentDefinition {
  readonly id: string;
  readonly underlying: string;
  readonly contract: ContractKind;
  /** Asset in which profit and loss are paid. */
  readonly settle: string;
  /** Quantity of one lot in the instrument's unit (coins; USD for inverse), or null to have one chosen. */
  readonly lot: number | null;
  /** Settlement-asset amount per unit of quantity and of price; 1 unless the contract says otherwise. */
  readonly multiplier: number;
}

const fields = z.strictObject({
  id: ticker.describe('Name of the instrument'),
  underlying: ticker.describe('Underlying whose price it follows'),
  contract: z.enum(['linear', 'inverse', 'quanto']).default('linear').describe('How value follows price'),
  settle: ticker.optional().describe('Asset of profit and loss; default USD, for inverse contracts the underlying'),
  lot: z
    .number()
    .gt(0)
    .max(largestAmount)
    .optional()
    .describe('Quantity of one lot: coins, for inverse contracts USD; chosen when left out'),
  multiplier: z.number().gt(0).max(largestAmount).default(1).describe('Settlement-asset amount per unit of quantity and price'),
});

export const instrumentSchema: z.ZodType<InstrumentDefinition> = fields.transform(({ settle, lot, ...instrument }) => ({
  ...instrument,
  settle: settle ?? (instrument.contract === 'inverse' ? instrument.underlying : 'USD'),
  lot: lot ?? null,
}));

/** The instrument of an underlying when a file names none: a linear perpetual settled in USD. */
export function defaultInstrument(underlying: string): InstrumentDefinition {
  return { id: `${underlying}-PERP`, underlying, contract: 'linear', settle: 'USD', lot: null, multiplier: 1 };
}
