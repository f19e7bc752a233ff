/** The verdict in words: what a committee reads first. Thresholds are stated in the reasons, not hidden. */
import type { MetricSummary, Verdict, VerdictLevel } from './run-folder-types.ts';

type Metrics = Readonly<Record<string, MetricSummary>>;

const strainedFundShare = 0.5;

/** failed: losses reached traders beyond auto-deleveraging or nobody. strained: winners were deleveraged, or half the fund went. */
export function verdictOf(metrics: Metrics): Verdict {
  const texts = [fundReason, deleveragingReason, socializedReason, unfundedReason].map((reason) => reason(metrics));
  const reasons = texts.filter((text) => text !== '');
  const level = levelOf(metrics);
  return { level, sentence: sentenceOf(level, metrics), reasons };
}

function levelOf(metrics: Metrics): VerdictLevel {
  if (mean(metrics, 'unfunded_loss_usd') > 0 || mean(metrics, 'socialized_loss_usd') > 0) return 'failed';
  const opening = mean(metrics, 'insurance_fund_low_usd') + mean(metrics, 'insurance_fund_used_usd');
  const fundStrained = mean(metrics, 'insurance_fund_used_usd') > strainedFundShare * opening && opening > 0;
  if (mean(metrics, 'adl_notional_usd') > 0 || fundStrained || mean(metrics, 'insurance_fund_exhausted') > 0) return 'strained';
  return 'safe';
}

function sentenceOf(level: VerdictLevel, metrics: Metrics): string {
  const insolvent = count(mean(metrics, 'insolvent_accounts'));
  const shortfall = money(mean(metrics, 'shortfall_usd'));
  if (level === 'failed') {
    const [socialized, unfunded] = [mean(metrics, 'socialized_loss_usd'), mean(metrics, 'unfunded_loss_usd')].map(money);
    return (
      `The venue could not pay for its ${insolvent} insolvent accounts: of ${shortfall} lost beyond margin, ${socialized} was ` +
      `socialised and ${unfunded} found no payer (means per path).`
    );
  }
  if (level === 'strained') {
    return (
      `The venue survived, but not on its own money: ${shortfall} was lost beyond margin and winners were closed for ` +
      `${money(mean(metrics, 'adl_notional_usd'))} (means per path).`
    );
  }
  if (mean(metrics, 'shortfall_usd') > 0) {
    return (
      `The venue paid for all of it: ${insolvent} accounts lost ${shortfall} beyond their margin and the insurance fund covered it ` +
      '(means per path).'
    );
  }
  return 'Nobody lost more than their margin.';
}

function fundReason(metrics: Metrics): string {
  const used = mean(metrics, 'insurance_fund_used_usd');
  const exhausted = mean(metrics, 'insurance_fund_exhausted');
  if (used === 0) return 'The insurance fund was not used.';
  const { n } = metrics.insurance_fund_exhausted;
  const bound = share(Math.min(1, 3 / n));
  const never = `was empty on none of ${n} paths (95 % upper bound ${bound})`;
  const empty = exhausted === 0 ? never : `was empty at some moment on ${share(exhausted)} of paths`;
  return `The insurance fund paid ${money(used)} on average and ${empty}.`;
}

function deleveragingReason(metrics: Metrics): string {
  const rate = metrics.adl_notional_usd.statistics.rate ?? 0;
  if (rate === 0) return 'Nobody was auto-deleveraged.';
  const accounts = count(mean(metrics, 'adl_accounts'));
  const paid = money(mean(metrics, 'adl_paid_usd'));
  return `Winners were auto-deleveraged on ${share(rate)} of paths, ${accounts} accounts on average; they gave up ${paid}.`;
}

function socializedReason(metrics: Metrics): string {
  const rate = metrics.socialized_loss_usd.statistics.rate ?? 0;
  const most = money(metrics.socialized_loss_usd.statistics.max ?? 0);
  return rate === 0 ? '' : `Losses were socialised on ${share(rate)} of paths, at most ${most}.`;
}

function unfundedReason(metrics: Metrics): string {
  const rate = metrics.unfunded_loss_usd.statistics.rate ?? 0;
  const most = money(metrics.unfunded_loss_usd.statistics.max ?? 0);
  return rate === 0 ? '' : `Losses found no payer on ${share(rate)} of paths, at most ${most}.`;
}

function mean(metrics: Metrics, name: string): number {
  return metrics[name].value ?? 0;
}

/** Numbers in sentences: three significant digits, no locale. */
function money(usd: number): string {
  const steps: readonly (readonly [number, string])[] = [
    [1e9, ' bn'],
    [1e6, ' M'],
    [1e3, ' k'],
  ];
  const [size, suffix] = steps.find(([limit]) => Math.abs(usd) >= limit) ?? [1, ''];
  return `${threeDigits(usd / size)}${suffix} USD`;
}

function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  return value.toFixed(magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2);
}

function count(value: number): string {
  return value >= 100 || value === Math.floor(value) ? value.toFixed(0) : value.toFixed(1);
}

function share(value: number): string {
  return `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;
}
