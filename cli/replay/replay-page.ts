/** A replayed path for a terminal: one line per event, who paid below it, and what it comes to at the end. */
import type { TimelineEvent, TimelineTotals } from '../../engine/study/path-timeline.ts';
import { formatCount, formatPrice, formatUsd } from '../../reports/format.ts';
import { printable } from '../printable.ts';
import { plainText } from '../table.ts';
import { styled, wrapText } from '../terminal.ts';
import type { Stream } from '../terminal.ts';

export interface SetPage {
  readonly id: string;
  /** After the filters, in order of time. */
  readonly events: readonly TimelineEvent[];
  /** Of all events, whatever the filters. */
  readonly totals: TimelineTotals;
  /** Lines of events, 0 for all. */
  readonly limit: number;
}

const widest = 140;
const longestName = 24;

/** Lines of a set. */
export function setLines({ id, events, totals, limit }: SetPage, stream: Stream): string[] {
  const columns = Math.min(widest, stream.columns);
  const groups = grouped(events);
  const shown = limit === 0 ? groups : groups.slice(0, limit);
  const left = groups.length - shown.length;
  const lines = shown.flatMap((group) => groupLines(group, columns));
  return [
    styled(stream, 'bold', `Under ${printable(id)}: ${events.length} events`),
    ...(events.length === 0 ? ['  nothing happened'] : lines),
    ...(left > 0 ? [`  and ${left} more; --limit 0 shows all, --out FILE.csv writes them`] : []),
    ...totalLines(totals, columns),
  ];
}

/** A liquidation with the deleveragings before it and the settlement after it, or an event by itself. */
interface Group {
  readonly head: TimelineEvent;
  readonly winners: readonly TimelineEvent[];
  readonly settlement: TimelineEvent | null;
}

function grouped(events: readonly TimelineEvent[]): Group[] {
  const groups: Group[] = [];
  let winners: TimelineEvent[] = [];
  const flush = (): void => {
    for (const head of winners) groups.push({ head, winners: [], settlement: null });
    winners = [];
  };
  for (const event of events) {
    const last = groups.at(-1);
    if (event.kind === 'auto-deleveraging') {
      if (winners.length > 0 && winners[0].counterparty !== event.counterparty) flush();
      winners.push(event);
    } else if (event.kind === 'liquidation' && winners.every(({ counterparty }) => counterparty === event.account)) {
      groups.push({ head: event, winners, settlement: null });
      winners = [];
    } else if (event.kind === 'settlement' && winners.length === 0 && last && belongsTo(event, last)) {
      groups[groups.length - 1] = { ...last, settlement: event };
    } else {
      flush();
      groups.push({ head: event, winners: [], settlement: null });
    }
  }
  flush();
  return groups;
}

function belongsTo(settlement: TimelineEvent, { head, settlement: known }: Group): boolean {
  return known === null && head.kind === 'liquidation' && head.account === settlement.account && head.timeMs === settlement.timeMs;
}

function groupLines({ head, winners, settlement }: Group, columns: number): string[] {
  const time = new Date(head.timeMs).toISOString().slice(0, 19).replace('T', ' ');
  const told = [`${time}  ${sentenceOf(head)}`, ...causeOf(head), ...paidBy(head, winners, settlement)].join('; ');
  return wrapText(plainText(told), { columns, indent: 21 });
}

function name(text: string | null): string {
  const shown = printable(text ?? '?');
  return shown.length > longestName ? `${shown.slice(0, longestName - 1)}…` : shown;
}

function sentenceOf(event: TimelineEvent): string {
  const { kind, account, counterparty, instrument, side, lots, price, markPrice, notionalUsd } = event;
  const at = `${formatCount(lots)} lots at ${formatPrice(price)} (mark ${formatPrice(markPrice)})`;
  switch (kind) {
    case 'liquidation':
      return `liquidation ${event.liquidation} ${name(account)} ${side} ${name(instrument)} ${at}, ${formatUsd(notionalUsd)}`;
    case 'auto-deleveraging':
      return `deleveraged ${name(account)} ${name(instrument)} ${at} for ${name(counterparty)}`;
    case 'collateral-sale':
      return `collateral of ${name(account)} sold: ${lots} ${name(instrument)} for ${formatUsd(notionalUsd)}`;
    case 'funding':
      return `funding ${name(instrument)}: longs pay ${price} USD per lot`;
    case 'socialization':
      return `socialised ${formatUsd(event.socializedUsd)} among winners, ${formatUsd(event.unfundedUsd)} found no payer`;
    case 'open-shortfall':
      return `${name(account)} ends below zero with open positions, ${formatUsd(event.shortfallUsd)} unfunded`;
    case 'settlement':
      return `settlement of ${name(account)}`;
  }
}

function causeOf({ kind, parent, generation }: TimelineEvent): string[] {
  if (kind !== 'liquidation') return [];
  return [parent === null ? 'by the market' : `caused by ${parent}, generation ${generation}`];
}

/** The payers of a close: margin first, then the stages of the waterfall. */
function paidBy(head: TimelineEvent, winners: readonly TimelineEvent[], settlement: TimelineEvent | null): string[] {
  const last = settlement ?? (head.kind === 'settlement' ? head : null);
  if (head.kind !== 'liquidation' && last === null) return [];
  const parts: readonly (readonly [label: string, usd: number | null])[] = [
    ['fund', last?.fundUsd ?? null],
    [`ADL ${winnersText(winners)}`, head.adlUsd],
    ['pool', last?.lentUsd ?? null],
    ['nobody', last?.unfundedUsd ?? null],
  ];
  const payers = parts.filter(([, usd]) => (usd ?? 0) > 0).map(([label, usd]) => `${label} ${formatUsd(usd)}`);
  const taken = (last?.surplusUsd ?? 0) > 0 ? [`fund takes ${formatUsd(last?.surplusUsd ?? null)} of margin left`] : [];
  const free = head.adlUsd === 0 && winners.length > 0 ? [`deleveraged ${winnersText(winners)} at no loss`] : [];
  if (payers.length > 0) return [`paid by margin, ${payers.join(', ')}`, ...free, ...taken];
  return [...(last === null && head.kind === 'liquidation' ? [] : ['paid by margin']), ...free, ...taken];
}

/** From whom: the first by name, how many others. */
function winnersText(winners: readonly TimelineEvent[]): string {
  if (winners.length === 0) return '';
  const more = winners.length - 1;
  return `of ${name(winners[0].account)}${more > 0 ? ` and ${formatCount(more)} more` : ''}`;
}

function totalLines(totals: TimelineTotals, columns: number): string[] {
  const { liquidations, liquidatedNotionalUsd, feesUsd, shortfallUsd, fundUsd, adlUsd, socializedUsd, unfundedUsd } = totals;
  const payers = [['fund', fundUsd], ['ADL', adlUsd], ['socialised', socializedUsd], ['unfunded', unfundedUsd]] as const;
  const paid = payers.map(([label, usd]) => `${label} ${formatUsd(usd)}`).join(' + ');
  return [
    `  all of the path: ${formatCount(liquidations)} liquidations of ${formatUsd(liquidatedNotionalUsd)}, fees ${formatUsd(feesUsd)}`,
    ...wrapText(`  shortfall ${formatUsd(shortfallUsd)} = ${paid}`, { columns, indent: 4 }),
    '  every metric is that of the run, bit for bit',
  ].map(plainText);
}
