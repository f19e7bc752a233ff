/**
 * What the rules of a venue ask of accounts at given prices: equity, requirements, and the prices at which positions are liquidated
 * or leave nothing. Floats in the settlement asset, for people: sizes and amounts need not be whole lots or cash units.
 */
import { exitCodes, UserError } from '../errors.ts';
import type { Place, Problem } from '../errors.ts';
import { bankruptcyPrice, liquidationPrice } from '../kernel/liquidation-price.ts';
import type { ContractKind, MarginTier } from '../kernel/world-spec.ts';
import type { CollateralHooks, InstrumentFacts, MarginHooks, Reference } from '../policies/contract.ts';
import { nearestName } from '../policies/nearest-name.ts';
import { findPolicy } from '../policies/registry.ts';
import type { AccountInput, InstrumentInput, ParameterInput } from './inputs.ts';
import { hooksOf } from './world-plan.ts';

/** An account and where it was written. */
export interface MarginAccount extends AccountInput {
  readonly place?: Place;
}

export interface MarginQuestion {
  readonly parameters: ParameterInput;
  readonly instruments: readonly InstrumentInput[];
  /** Mark price per underlying, USD. */
  readonly prices: Readonly<Record<string, number>>;
  /** Underlying whose price values an asset, for assets that are not called like it. */
  readonly assetUnderlyings: Readonly<Record<string, string>>;
  readonly accounts: readonly MarginAccount[];
}

export interface PositionStatement {
  readonly instrument: string;
  readonly contract: ContractKind;
  readonly side: 'long' | 'short';
  /** Signed: coins, for inverse contracts USD. */
  readonly size: number;
  readonly entryPrice: number;
  readonly markPrice: number;
  /** Amounts of the account's settlement asset from here on. */
  readonly notional: number;
  readonly profit: number;
  readonly initialRequirement: number;
  readonly maintenanceRequirement: number;
  /** The tier that binds at the mark: requirement = rate x notional - deduction. */
  readonly maintenanceRate: number;
  readonly maintenanceDeduction: number;
  /** Other prices unchanged; 0 where the zero lies below 0, null where no price is it. The remarks say which. */
  readonly liquidationPrice: number | null;
  readonly bankruptcyPrice: number | null;
  readonly remarks: readonly string[];
}

export interface AccountStatement {
  readonly id: string;
  readonly owner: string;
  /** Settlement asset in which all amounts are counted. */
  readonly asset: string;
  readonly equity: number;
  /** Equity with collateral haircuts: what margin tests use. */
  readonly marginEquity: number;
  readonly initialRequirement: number;
  readonly maintenanceRequirement: number;
  readonly liquidatable: boolean;
  readonly positions: readonly PositionStatement[];
}

export interface MarginStatement {
  readonly accounts: readonly AccountStatement[];
  /** The formulas behind the prices, and where the margin rule comes from. */
  readonly formulas: readonly string[];
  readonly references: readonly Reference[];
}

/** The formulas in words; amounts in the settlement asset, `side` is 1 for longs and -1 for shorts. */
export const marginFormulas: Readonly<Record<ContractKind, readonly string[]>> = {
  linear: linearFormulas('linear'),
  quanto: linearFormulas('quanto'),
  inverse: [
    'inverse: lot value v(p) = -multiplier / p. Bankruptcy: v = -cash after opening / size.',
    'inverse: liquidation: v = -(cash after opening - other requirements + deduction) / (size x (1 + side x rate)), tier by tier.',
  ],
};

function linearFormulas(kind: string): string[] {
  return [
    `${kind}: bankruptcy price = (entry x size x multiplier - cash - other equity) / (size x multiplier).`,
    `${kind}: liquidation price = (entry x size x multiplier - cash - other equity + other requirements - deduction)` +
      ' / (size x multiplier x (1 - side x rate)), the binding tier of rate and deduction.',
  ];
}

/** Statements of all accounts. Throws UserError (exit code 30) for instruments, assets or prices that are not there. */
export function marginStatement(question: MarginQuestion): MarginStatement {
  const desk = new MarginDesk(question);
  const accounts = question.accounts.map((account) => desk.statementOf(account));
  const kinds = new Set(accounts.flatMap(({ positions }) => positions.map(({ contract }) => contract)));
  const { policy } = question.parameters.margin;
  return { accounts, formulas: [...kinds].flatMap((kind) => marginFormulas[kind]), references: findPolicy('margin', policy).references };
}

/** A position with everything about it that does not depend on the rest of the account. */
interface Held {
  readonly input: InstrumentInput;
  readonly size: number;
  readonly entryPrice: number;
  readonly markPrice: number;
  readonly entryValue: number;
  readonly markValue: number;
  readonly notional: number;
  readonly maintenance: Binding;
  readonly maintenanceTiers: readonly MarginTier[];
  readonly initialRequirement: number;
}

interface Binding {
  readonly requirement: number;
  readonly tier: MarginTier;
}

/** What an account holds beside its positions. */
interface Money {
  readonly asset: string;
  readonly cash: number;
  /** Worth of other balances without and with haircuts, in the settlement asset. */
  readonly collateral: number;
  readonly weightedCollateral: number;
}

class MarginDesk {
  readonly #question: MarginQuestion;
  readonly #margin: MarginHooks;
  readonly #collateral: CollateralHooks;

  constructor(question: MarginQuestion) {
    this.#question = question;
    this.#margin = hooksOf('margin', question.parameters.margin);
    this.#collateral = hooksOf('collateral', question.parameters.collateral);
  }

  statementOf(account: MarginAccount): AccountStatement {
    const held = Object.entries(account.positions).map(([id, position]) => this.#hold(account, id, position));
    const money = this.#moneyOf(account, held);
    const opened = money.cash - total(held, ({ size, entryValue }) => size * entryValue);
    const positionValue = total(held, ({ size, markValue }) => size * markValue);
    const marginEquity = opened + positionValue + money.weightedCollateral;
    const maintenanceRequirement = total(held, ({ maintenance }) => maintenance.requirement);
    const slack = marginEquity - maintenanceRequirement;
    return {
      id: account.id,
      owner: account.owner,
      asset: money.asset,
      equity: opened + positionValue + money.collateral,
      marginEquity,
      initialRequirement: total(held, ({ initialRequirement }) => initialRequirement),
      maintenanceRequirement,
      liquidatable: held.length > 0 && (this.#margin.trigger === 'at-or-below' ? slack <= 0 : slack < 0),
      positions: held.map((one) => positionStatement(one, { opened, money, others: held.filter((other) => other !== one) })),
    };
  }

  #hold(account: MarginAccount, id: string, { size, entry }: { size: number; entry: number | null }): Held {
    const input = this.#instrument(account, id);
    const markPrice = this.#priceOfUnderlying(account, input.underlying);
    const facts = this.#factsOf(account, input, markPrice);
    const entryPrice = entry ?? markPrice;
    if (input.contract === 'inverse' && !(entryPrice > 0 && markPrice > 0)) {
      throw refusal(account, { what: `${id} is inverse and its price is ${Math.min(entryPrice, markPrice)}`, expected: 'a price above 0' });
    }
    const markValue = valueAt(input, markPrice);
    const notional = Math.abs(size * markValue);
    const maintenanceTiers = this.#margin.maintenanceTiers(facts);
    return {
      input,
      size,
      entryPrice,
      markPrice,
      entryValue: valueAt(input, entryPrice),
      markValue,
      notional,
      maintenance: bindingTier(maintenanceTiers, notional),
      maintenanceTiers,
      initialRequirement: bindingTier(this.#margin.initialTiers(facts), notional).requirement,
    };
  }

  #instrument(account: MarginAccount, id: string): InstrumentInput {
    const { instruments } = this.#question;
    const found = instruments.find((one) => one.id === id);
    if (found) return found;
    const names = instruments.map((one) => one.id);
    const suggestion = nearestName(id, names) ?? undefined;
    throw refusal(account, { what: `there is no instrument "${id}"`, expected: `one of ${names.join(', ')}`, suggestion });
  }

  #factsOf(account: MarginAccount, input: InstrumentInput, startPrice: number): InstrumentFacts {
    const { id, underlying, contract, settle } = input;
    const settleAssetPriceUsd = this.#priceOfAsset(account, settle);
    return { id, underlying, contract, settleAsset: settle, unitsPerAsset: 1, lotSize: 1, startPrice, settleAssetPriceUsd };
  }

  #moneyOf(account: MarginAccount, held: readonly Held[]): Money {
    const settled = [...new Set(held.map(({ input }) => input.settle))];
    if (settled.length > 1) {
      const suggestion = `split it into ${settled.length} accounts with the owner "${account.owner}"`;
      throw refusal(account, { what: `its positions settle in ${settled.join(' and ')}`, expected: 'one settlement asset', suggestion });
    }
    const asset = settled[0] ?? Object.keys(account.balances)[0] ?? 'USD';
    const assetPrice = this.#priceOfAsset(account, asset);
    const others = Object.entries(account.balances).filter(([other]) => other !== asset);
    const worth = others.map(([other, amount]) => ({ other, value: (amount * this.#priceOfAsset(account, other)) / assetPrice }));
    return {
      asset,
      cash: account.cash + (account.balances[asset] ?? 0),
      collateral: total(worth, ({ value }) => value),
      weightedCollateral: total(worth, ({ other, value }) => value * this.#collateral.weight(other)),
    };
  }

  #priceOfAsset(account: MarginAccount, asset: string): number {
    return asset === 'USD' ? 1 : this.#priceOfUnderlying(account, this.#question.assetUnderlyings[asset] ?? asset);
  }

  #priceOfUnderlying(account: MarginAccount, underlying: string): number {
    const { prices } = this.#question;
    if (Object.hasOwn(prices, underlying)) return prices[underlying];
    const expected = `one of ${Object.keys(prices).join(', ') || 'the prices given'}`;
    throw refusal(account, { what: `there is no price of ${underlying}`, expected, suggestion: `--price ${underlying}=100` });
  }
}

/** Unit value at a price, settlement asset: multiplier x p, or -multiplier / p for inverse contracts. */
function valueAt({ contract, multiplier }: InstrumentInput, price: number): number {
  return contract === 'inverse' ? -multiplier / price : multiplier * price;
}

function bindingTier(tiers: readonly MarginTier[], notional: number): Binding {
  let binding: Binding = { requirement: -Infinity, tier: tiers[0] };
  for (const tier of tiers) {
    const requirement = tier.rate * notional - tier.deduction;
    if (requirement > binding.requirement) binding = { requirement, tier };
  }
  return binding;
}

/** The rest of the account around one position. */
interface Surroundings {
  /** Cash after all positions were opened. */
  readonly opened: number;
  readonly money: Money;
  readonly others: readonly Held[];
}

function positionStatement(held: Held, { opened, money, others }: Surroundings): PositionStatement {
  const { input, size, entryPrice, markPrice, notional, maintenance } = held;
  const otherValue = total(others, (other) => other.size * other.markValue);
  const question = { contract: input.contract, valueScale: input.multiplier, lots: size, cash: opened };
  const liquidation = liquidationPrice({
    ...question,
    otherEquity: otherValue + money.weightedCollateral,
    otherRequirement: total(others, (other) => other.maintenance.requirement),
    tiers: held.maintenanceTiers,
  });
  const bankruptcy = bankruptcyPrice({ ...question, otherEquity: otherValue + money.collateral });
  return {
    instrument: input.id,
    contract: input.contract,
    side: size > 0 ? 'long' : 'short',
    size,
    entryPrice,
    markPrice,
    notional,
    profit: size * (held.markValue - held.entryValue),
    initialRequirement: held.initialRequirement,
    maintenanceRequirement: maintenance.requirement,
    maintenanceRate: maintenance.tier.rate,
    maintenanceDeduction: maintenance.tier.deduction,
    liquidationPrice: floored(liquidation, markPrice),
    bankruptcyPrice: floored(bankruptcy, markPrice),
    remarks: [
      ...remarksOn(liquidation, { held, event: 'liquidated' }),
      ...remarksOn(bankruptcy, { held, event: 'bankrupt' }),
    ],
  };
}

/** A price that is positive today is not shown below 0. */
function floored(price: number | null, markPrice: number): number | null {
  return price !== null && price < 0 && markPrice > 0 ? 0 : price;
}

/** Inverse contracts have no price where linear ones have a negative one; long and short change sides between the two. */
function remarksOn(price: number | null, { held, event }: { held: Held; event: string }): string[] {
  if (price !== null && (price > 0 || held.markPrice <= 0)) return [];
  const isLong = held.size > 0;
  const always = price === null ? isLong : !isLong;
  return [always ? `${event} at every price above 0` : `${event} at no price above 0`];
}

function total<T>(items: readonly T[], amountOf: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += amountOf(item);
  return sum;
}

function refusal(account: MarginAccount, problem: Problem): UserError {
  return new UserError(exitCodes.inputInvalid, [{ ...problem, place: account.place, what: `account "${account.id}": ${problem.what}` }]);
}
