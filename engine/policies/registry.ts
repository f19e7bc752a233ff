/** The one list of policies. A new policy is one file and one line here. */
import type { z } from 'zod';
import { UserError, exitCodes } from '../errors.ts';
import type { Place } from '../errors.ts';
import { constantProduct } from '../market/liquidity/constant-product.ts';
import { linearImpact } from '../market/liquidity/linear.ts';
import { noImpact } from '../market/liquidity/none.ts';
import { orderBook } from '../market/liquidity/order-book.ts';
import { squareRootImpact } from '../market/liquidity/square-root.ts';
import { basisToSpot } from '../market/models/basis.ts';
import { batesVolatility } from '../market/models/bates.ts';
import { blockBootstrap } from '../market/models/bootstrap.ts';
import { pegLoss } from '../market/models/depeg.ts';
import { filteredHistory } from '../market/models/fhs.ts';
import { garchVolatility } from '../market/models/garch.ts';
import { geometricBrownian } from '../market/models/gbm.ts';
import { hawkesJumps } from '../market/models/hawkes.ts';
import { hestonVolatility } from '../market/models/heston.ts';
import { kouJumps } from '../market/models/kou.ts';
import { mertonJumps } from '../market/models/merton.ts';
import { regimeSwitching } from '../market/models/regime.ts';
import { haltBreaker } from './breaker/halt.ts';
import { priceBandBreaker } from './breaker/price-band.ts';
import { haircutCollateral } from './collateral/haircut.ts';
import type { PolicyDefinition, PolicyKind } from './contract.ts';
import { premiumFunding } from './funding/premium.ts';
import { fullLiquidation } from './liquidation/full.ts';
import { pacedLiquidation } from './liquidation/paced.ts';
import { partialLiquidation } from './liquidation/partial.ts';
import { autoDeleveraging } from './loss/adl.ts';
import { insuranceFund } from './loss/insurance-fund.ts';
import { socializedLoss } from './loss/socialized.ts';
import { bracketMargin } from './margin/brackets.ts';
import { leverageMargin } from './margin/leverage.ts';
import { nearestName } from './nearest-name.ts';
import { medianOracle } from './oracle/median.ts';

/** A policy whose parameters have not been told apart yet. */
export type Policy<Kind extends PolicyKind = PolicyKind> = PolicyDefinition<Kind, z.ZodType>;

/** A policy of any kind. */
export type AnyPolicy = { [Kind in PolicyKind]: Policy<Kind> }[PolicyKind];

const policies: readonly AnyPolicy[] = [
  leverageMargin,
  bracketMargin,
  haircutCollateral,
  fullLiquidation,
  partialLiquidation,
  pacedLiquidation,
  insuranceFund,
  autoDeleveraging,
  socializedLoss,
  medianOracle,
  priceBandBreaker,
  haltBreaker,
  premiumFunding,
  noImpact,
  linearImpact,
  squareRootImpact,
  constantProduct,
  orderBook,
  geometricBrownian,
  mertonJumps,
  kouJumps,
  hestonVolatility,
  batesVolatility,
  garchVolatility,
  regimeSwitching,
  hawkesJumps,
  blockBootstrap,
  filteredHistory,
  pegLoss,
  basisToSpot,
];

/** Every policy, in the order in which documentation shows them. */
export function allPolicies(): readonly AnyPolicy[] {
  return policies;
}

/** The policies of one kind, in the order in which documentation shows them. */
export function policiesOfKind<Kind extends PolicyKind>(kind: Kind): readonly Policy<Kind>[] {
  return policies.filter((policy) => policy.kind === kind) as readonly AnyPolicy[] as readonly Policy<Kind>[];
}

/**
 * The policy of a kind by its name in a parameter set.
 * @throws UserError (exit code 30) that lists the names there are and suggests the nearest; `place` says where the name was read.
 */
export function findPolicy<Kind extends PolicyKind>(kind: Kind, name: string, place?: Place): Policy<Kind> {
  const candidates = policiesOfKind(kind);
  const found = candidates.find((policy) => policy.name === name);
  if (!found) throw unknownPolicy({ kind, name, names: candidates.map((policy) => policy.name), place });
  return found;
}

interface UnknownPolicy {
  readonly kind: PolicyKind;
  readonly name: string;
  readonly names: readonly string[];
  readonly place: Place | undefined;
}

function unknownPolicy({ kind, name, names, place }: UnknownPolicy): UserError {
  const nearest = nearestName(name, names);
  return new UserError(exitCodes.inputInvalid, [
    {
      ...(place && { place }),
      what: `there is no ${kind} policy "${name}"`,
      expected: `one of ${names.join(', ')}`,
      suggestion: nearest ? `did you mean "${nearest}"?` : `simulate list --explain shows what each ${kind} policy does`,
    },
  ]);
}
