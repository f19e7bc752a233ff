/** A fund that pays what liquidated accounts leave missing. */
import { z } from 'zod';
import { UserError, exitCodes } from '../../errors.ts';
import { roundHalfAway } from '../../math/round.ts';
import { definePolicy } from '../contract.ts';
import type { LossContext } from '../contract.ts';

type Opening = Readonly<Record<string, number>>;

/** Opening balance per asset of the world, cash units. Assets that the world does not have stay out; all of them is an error. */
function openingUnits(opening: Opening, context: LossContext): number[] {
  const named = Object.keys(opening);
  if (named.length > 0 && !context.assets.some((asset) => asset.id in opening)) throw strangeAssets(named, context);
  return context.assets.map((asset) => roundHalfAway((opening[asset.id] ?? 0) / asset.unit));
}

function strangeAssets(named: readonly string[], context: LossContext): UserError {
  return new UserError(exitCodes.inputInvalid, [
    {
      what: `the insurance fund holds ${named.join(', ')}, which no account of this world can owe`,
      expected: `one of ${context.assets.map((asset) => asset.id).join(', ')}`,
      suggestion: 'name an asset that instruments settle in, or give the parameter set its own instruments',
    },
  ]);
}

/** The cap in cash units of the one asset that the fund holds (the world's first asset when it opens empty). */
function capUnits(capUsd: number | undefined, opening: Opening, context: LossContext): number {
  if (capUsd === undefined) return Infinity;
  const asset = context.assets.find((candidate) => candidate.id in opening) ?? context.assets[0];
  return Math.floor(capUsd / asset.startPriceUsd / asset.unit);
}

export const insuranceFund = definePolicy({
  kind: 'loss',
  name: 'insurance-fund',
  version: 1,
  summary: 'The insurance fund pays first. It may live on liquidation fees and on what fully closed accounts have left.',
  references: [
    { text: 'BitMEX, Insurance fund: better fills than the bankruptcy price feed it, worse ones draw on it' },
    { text: 'Drift v2: claims on the fund are capped per market', url: 'https://github.com/drift-labs/protocol-v2' },
  ],
  parameters: z
    .strictObject({
      opening: z
        .record(z.string(), z.number().min(0))
        .default({})
        .describe('Opening balance by asset id; amount of the asset'),
      'fee-share': z.number().min(0).max(1).default(1).describe('Share of liquidation fees that goes to the fund; fraction'),
      'takes-surplus': z
        .boolean()
        .default(true)
        .describe('Takes what is left in an account that was closed completely above bankruptcy; yes or no'),
      'draw-cap': z.number().gt(0).optional().describe('Most that one liquidation may draw; USD at the start price, absent = no cap'),
    })
    .refine((parameters) => parameters['draw-cap'] === undefined || Object.keys(parameters.opening).length < 2, {
      path: ['draw-cap'],
      message: 'expected draw-cap only with a fund in one asset',
    }),
  create(parameters) {
    return (context) => ({
      stage: 'insurance-fund',
      openingUnits: openingUnits(parameters.opening, context),
      feeShare: parameters['fee-share'],
      takesSurplus: parameters['takes-surplus'],
      drawCapUnits: capUnits(parameters['draw-cap'], parameters.opening, context),
    });
  },
});
