/**
 * Ghosts of liquidated portfolios: what each held just before its first liquidation, side by side in flat arrays, until its equity would
 * have been gone. A ghost is asked when the path or a deviation may have used its equity up (vigil.ts).
 */
import type { Deviations } from './deviations.ts';
import type { Health } from './health.ts';
import type { Ledger } from './ledger.ts';
import type { Markets } from './markets.ts';
import { SlackLine } from './slack-line.ts';
import { IdList, Vigil } from './vigil.ts';

/** Lists that keep their room from path to path. */
class Holdings {
  /** Instrument of a position, asset of a balance; lots or cash units of it. */
  kinds = new Int32Array(64);
  amounts = new Float64Array(64);
  /** Holdings of ghost g: [ends[g - 1], ends[g]). */
  ends = new Int32Array(16);
  count = 0;

  add(kind: number, amount: number): void {
    if (this.count === this.kinds.length) this.#grow();
    this.kinds[this.count] = kind;
    this.amounts[this.count++] = amount;
  }

  close(ghost: number): void {
    if (ghost === this.ends.length) {
      const ends = new Int32Array(2 * ghost);
      ends.set(this.ends);
      this.ends = ends;
    }
    this.ends[ghost] = this.count;
  }

  startOf(ghost: number): number {
    return ghost === 0 ? 0 : this.ends[ghost - 1];
  }

  #grow(): void {
    const kinds = new Int32Array(2 * this.count);
    const amounts = new Float64Array(2 * this.count);
    kinds.set(this.kinds);
    amounts.set(this.amounts);
    this.kinds = kinds;
    this.amounts = amounts;
  }
}

/** Portfolio ghosts of one path. */
export class GhostPortfolios {
  /** Ghosts whose equity is not gone. */
  left = 0;
  readonly #ledger: Ledger;
  readonly #health: Health;
  readonly #markets: Markets;
  readonly #deviations: Deviations;
  readonly #vigil: Vigil;
  readonly #line: SlackLine;
  readonly #taken = new IdList();
  /** Noted in this instant: they are not put to sleep before its end, because the liquidation that made them moves the marks. */
  readonly #fresh = new IdList();
  readonly #positions = new Holdings();
  readonly #balances = new Holdings();
  #account = new Int32Array(16);
  #cash = new Float64Array(16);
  #count = 0;

  constructor(parts: { ledger: Ledger; health: Health; markets: Markets; deviations: Deviations }) {
    this.#ledger = parts.ledger;
    this.#health = parts.health;
    this.#markets = parts.markets;
    this.#deviations = parts.deviations;
    this.#vigil = new Vigil(parts.deviations, parts.ledger.fundingIndex, 0);
    this.#line = new SlackLine(parts.deviations);
  }

  /** Call after the deviations were reset. */
  reset(): void {
    this.left = 0;
    this.#count = 0;
    this.#positions.count = 0;
    this.#balances.count = 0;
    this.#fresh.count = 0;
    this.#vigil.reset();
  }

  /** True when somebody must be asked. */
  get isDue(): boolean {
    return this.left > 0 && this.#vigil.isDue(this.#markets.tick);
  }

  /** The tick before which the path alone ends no ghost. */
  get dueTick(): number {
    return this.left > 0 ? this.#vigil.dueTick : Infinity;
  }

  /** True when deviations may move by so much more without anybody being due. */
  canBear(move: number): boolean {
    return this.left === 0 || this.#vigil.canBear(move);
  }

  /** Notes a portfolio as it stands. */
  add(account: number): void {
    const { layout, cash, lots } = this.#ledger;
    const ghost = this.#count++;
    if (ghost === this.#account.length) this.#grow();
    const portfolio = account - layout.singleCount;
    this.#account[ghost] = account;
    this.#cash[ghost] = cash[account];
    for (let slot = layout.positionStart[portfolio]; slot < layout.positionStart[portfolio + 1]; slot++) {
      if (lots[slot] !== 0) this.#positions.add(layout.slotInstrument[slot], lots[slot]);
    }
    for (let slot = layout.balanceStart[portfolio]; slot < layout.balanceStart[portfolio + 1]; slot++) {
      if (cash[slot] !== 0) this.#balances.add(layout.balanceAsset[slot - layout.accountCount], cash[slot]);
    }
    this.#positions.close(ghost);
    this.#balances.close(ghost);
    this.#vigil.reserve(this.#count);
    this.#describe(ghost);
    if (this.#line.slack <= 0) return;
    this.left++;
    this.#fresh.push(ghost);
  }

  /** Ghosts whose equity is gone at the present marks leave. */
  observe(): void {
    if (this.isDue) {
      const taken = this.#taken;
      taken.count = 0;
      this.#vigil.gather(this.#markets.tick, taken);
      for (let index = 0; index < taken.count; index++) this.#ask(taken.ids[index]);
    }
    const fresh = this.#fresh;
    for (let index = 0; index < fresh.count; index++) this.#ask(fresh.ids[index]);
    fresh.count = 0;
  }

  #ask(ghost: number): void {
    this.#describe(ghost);
    if (this.#line.slack <= 0) this.left--;
    else this.#vigil.place(ghost, this.#line, this.#markets.tick + 1);
  }

  /** Equity of a ghost and what it depends on. */
  #describe(ghost: number): void {
    const { lotValue } = this.#markets;
    const deviations = this.#deviations;
    const positions = this.#positions;
    const marginAsset = this.#ledger.layout.accountAsset[this.#account[ghost]];
    const firstBalance = this.#balances.startOf(ghost);
    const lastBalance = this.#balances.ends[ghost];
    const valuedInCoin = firstBalance < lastBalance && this.#ledger.spec.assets[marginAsset].market >= 0;
    const line = this.#line;
    line.begin(valuedInCoin);
    let equity = this.#cash[ghost];
    for (let index = positions.startOf(ghost); index < positions.ends[ghost]; index++) {
      const instrument = positions.kinds[index];
      const lots = positions.amounts[index];
      equity += lots * (lotValue[instrument] - this.#ledger.fundingIndex[instrument]);
      line.add(instrument, lots * deviations.unitOf(instrument), deviations.rowPrice(instrument));
      line.gross += Math.abs(lots) * deviations.reference[instrument];
    }
    line.slack = equity;
    for (let index = firstBalance; index < lastBalance; index++) this.#addBalance(index, marginAsset);
  }

  #addBalance(index: number, marginAsset: number): void {
    const { assets } = this.#ledger.spec;
    const asset = this.#balances.kinds[index];
    const value = this.#balances.amounts[index] * this.#health.conversion(asset, marginAsset, this.#markets);
    this.#line.slack += value;
    this.#line.addValue(assets[asset].market, value, this.#markets);
    this.#line.addValue(assets[marginAsset].market, -value, this.#markets);
  }

  #grow(): void {
    const account = new Int32Array(2 * this.#account.length);
    const cash = new Float64Array(2 * this.#account.length);
    account.set(this.#account);
    cash.set(this.#cash);
    this.#account = account;
    this.#cash = cash;
  }
}
