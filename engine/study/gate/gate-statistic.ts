/** Statistics that a gate judges: mean, rate, p(q), es(q), max. */

/** `quantile` of p(q) and `shortfall` of es(q) have their level in (0, 1). */
export type GateStatistic =
  | { readonly kind: 'mean' | 'rate' | 'max' }
  | { readonly kind: 'quantile' | 'shortfall'; readonly level: number };

export const statisticGrammar = 'mean, rate, max, p(99.5) or es(97.5)';

/** Reads `mean`, `rate`, `max`, `p(99.5)`, `es(97.5)`; percentages above 0 and below 100. Null for anything else. */
export function readStatistic(text: string): GateStatistic | null {
  if (text === 'mean' || text === 'rate' || text === 'max') return { kind: text };
  const [, name, number] = /^(p|es)\((\d{1,2}(?:\.\d{1,6})?)\)$/.exec(text) ?? [];
  const level = Number(number) / 100;
  if (!(level > 0 && level < 1)) return null;
  return { kind: name === 'p' ? 'quantile' : 'shortfall', level };
}

/** The text that is read to the same. */
export function statisticText(statistic: GateStatistic): string {
  if (!('level' in statistic)) return statistic.kind;
  return `${statistic.kind === 'quantile' ? 'p' : 'es'}(${Number((100 * statistic.level).toPrecision(8))})`;
}

const words: Readonly<Record<'mean' | 'rate' | 'max', string>> = {
  mean: 'mean over paths',
  rate: 'share of paths where it is above zero',
  max: 'largest value on the paths that were run',
};

/** What the statistic means, in words. */
export function statisticWords(statistic: GateStatistic): string {
  if (!('level' in statistic)) return words[statistic.kind];
  const percent = Number((100 * statistic.level).toPrecision(8));
  if (statistic.kind === 'quantile') return `smallest value that ${percent} % of paths do not exceed`;
  return `mean over the worst ${Number((100 - percent).toPrecision(8))} % of paths`;
}
