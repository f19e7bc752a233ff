/** Starter files for a venue of one's own. */

export interface InitAnswers {
  /** Name of the scenario and of the parameter set, a-z, 0-9 and -. */
  readonly name: string;
  /** Underlying that is traded, like BTC. */
  readonly underlying: string;
  /** Price before the crash, USD. */
  readonly priceUsd: number;
  /** Fall of the price, fraction of the first price. */
  readonly drop: number;
  readonly accounts: number;
  readonly openInterestUsd: number;
  /** Insurance fund, USD. */
  readonly fundUsd: number;
  readonly maxLeverage: number;
}

/** What is taken for answers that nobody gives. */
export const defaultAnswers: InitAnswers = {
  name: 'my-venue',
  underlying: 'BTC',
  priceUsd: 60_000,
  drop: 0.3,
  accounts: 10_000,
  openInterestUsd: 200e6,
  fundUsd: 10e6,
  maxLeverage: 50,
};

export interface InitFile {
  /** Path below the folder in which the user starts. */
  readonly path: string;
  readonly text: string;
}

/** A scenario with an inline crash and a parameter set; both are valid as they stand. */
export function initFiles(answers: InitAnswers): readonly InitFile[] {
  return [
    { path: `${answers.name}.yaml`, text: scenarioText(answers) },
    { path: `${answers.name}-parameters.yaml`, text: parametersText(answers) },
  ];
}

function scenarioText({ name, underlying, priceUsd, drop, accounts, openInterestUsd }: InitAnswers): string {
  return `version: 1
name: ${name}
title: ${title(name)} under stress
summary: The price falls by ${percent(drop)} within three hours and then recovers a part.
seed: 1
paths: 32
feedback: full             # our liquidations move the price; none: they do not

underlyings:
  ${underlying}:
    step: 1h               # bars of one hour, rebuilt to minutes on every path
    candles:               # open, high, low, close
${crashBars(priceUsd, drop).map((bar) => `      - [${bar.join(', ')}]`).join('\n')}
    liquidity:
      model: square-root
      daily-volatility: 0.03
      daily-volume: 5e9    # USD traded in a day, all markets that arbitrage connects
      half-life: 5m        # nobody knows this number: try 30s and 1h

population:
  accounts: ${accounts}
  open-interest: {${underlying}-PERP: ${openInterestUsd}}
  leverage: {long: 5, short: 4}
  collateral: {USD: 1}
`;
}

/** Down in two legs, then a third of the fall back. */
function crashBars(priceUsd: number, drop: number): readonly (readonly number[])[] {
  const levels = [0, 0.05, 0.55, 0.5, 1, 0.67].map((share) => rounded(priceUsd * (1 - drop * share)));
  return levels.slice(1).map((close, index) => {
    const open = levels[index];
    const reach = priceUsd * drop * 0.02;
    return [open, rounded(Math.max(open, close) + reach), rounded(Math.min(open, close) - reach), close];
  });
}

function rounded(price: number): number {
  return Number(price.toPrecision(8));
}

function parametersText({ name, maxLeverage, fundUsd }: InitAnswers): string {
  const maintenance = Number((0.5 / maxLeverage).toPrecision(6));
  return `version: 1
name: ${name}-parameters
title: Rules of ${title(name)}
summary: Written by "simulate init". Replace every number by your own, and say in sources where it comes from.

margin:
  policy: leverage
  max-leverage: ${maxLeverage}
  maintenance: ${maintenance}      # half of the initial margin
collateral:
  policy: haircut
  haircuts: {USD: 0}
liquidation:
  policy: full
  fee: 0.005
losses:                    # who pays for losses beyond margin, in this order
  - {policy: insurance-fund, opening: {USD: ${fundUsd}}}
  - {policy: adl}
  - {policy: socialized}
breakers: []
funding: none
sources:
  - {key: margin.maintenance, text: An assumption of this starter file.}
`;
}

function title(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(4))} %`;
}
