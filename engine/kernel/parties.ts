/** Holders of money that are not traders. Every venue has one of each. */
export const partyKinds = ['market', 'fund', 'fees', 'unfunded', 'pool'] as const;

export type PartyKind = (typeof partyKinds)[number];

export const partyIndex: Readonly<Record<PartyKind, number>> = { market: 0, fund: 1, fees: 2, unfunded: 3, pool: 4 };

/** Why money moved. Totals per kind are always kept, so where every unit went can be printed. */
export const movementKinds = [
  'opening',
  'liquidation',
  'deleveraging',
  'collateral-sale',
  'liquidation-fee',
  'surplus',
  'fund-payment',
  'pool-loan',
  'socialization',
  'unfunded',
] as const;

export type MovementKind = (typeof movementKinds)[number];

export const movement: Readonly<Record<MovementKind, number>> = {
  opening: 0,
  liquidation: 1,
  deleveraging: 2,
  'collateral-sale': 3,
  'liquidation-fee': 4,
  surplus: 5,
  'fund-payment': 6,
  'pool-loan': 7,
  socialization: 8,
  unfunded: 9,
};
