/** Accounts that a scenario writes out one by one. */
import { z } from 'zod';
import { accountName, amount, largestAmount, slug, ticker } from './fields.ts';

export interface PositionEntry {
  /** Signed quantity: coins for linear and quanto contracts, USD for inverse ones. */
  readonly size: number;
  /** Price at which it was opened, or null for the first price of the path. */
  readonly entry: number | null;
}

export interface AccountEntry {
  readonly id: string;
  /** The account's own id when it has no other owner. */
  readonly owner: string;
  /** null: the only venue. */
  readonly venue: string | null;
  readonly margin: 'cross' | 'isolated';
  /** Amount of the settlement asset of its positions. */
  readonly cash: number;
  /** Amounts of other assets; an entry for the settlement asset is added to the cash. */
  readonly balances: Readonly<Record<string, number>>;
  readonly positions: Readonly<Record<string, PositionEntry>>;
}

const size = amount.refine((value) => value !== 0, 'a number other than 0');

const position = z
  .union([size, z.strictObject({ size: size.describe('Signed quantity'), entry: amount.optional().describe('Entry price, USD') })])
  .transform((given): PositionEntry => {
    if (typeof given === 'number') return { size: given, entry: null };
    return { size: given.size, entry: given.entry ?? null };
  });

function count(mapping: object): number {
  return Object.keys(mapping).length;
}

export const accountSchema: z.ZodType<AccountEntry> = z
  .strictObject({
    id: accountName.describe('Name of the account'),
    owner: accountName.optional().describe('Who owns it; an owner may have several accounts'),
    venue: slug.optional().describe('Id of its venue, where there are several'),
    margin: z.enum(['cross', 'isolated']).default('cross').describe('isolated: one position and no other balances'),
    cash: amount.default(0).describe('Amount of the settlement asset of its positions'),
    balances: z.record(ticker, z.number().min(0).max(largestAmount)).default({}).describe('Amounts of collateral assets, in the asset'),
    positions: z
      .record(ticker, position)
      .default({})
      .describe('Quantity per instrument, negative for short: coins, for inverse contracts USD'),
  })
  .refine(({ margin, positions, balances }) => margin === 'cross' || (count(positions) < 2 && count(balances) === 0), {
    message: 'an isolated account with one position and no balances: give each position its own account and the same owner',
    path: ['margin'],
  })
  .transform(({ owner, venue, ...account }) => ({ ...account, owner: owner ?? account.id, venue: venue ?? null }));
