/** Terms of the field as this report uses them, one sentence each; ascending by term. */

export interface Term {
  readonly term: string;
  readonly meaning: string;
}

export const glossary: readonly Term[] = [
  {
    term: 'Amplification',
    meaning: "The whole drop of a price over the drop that it would have made without the venue's own liquidations.",
  },
  {
    term: 'Auto-deleveraging (ADL)',
    meaning: 'Closing positions of winners against those of insolvent losers at a price that the rules set.',
  },
  { term: 'Backstop', meaning: 'A vault that takes over positions which the book cannot, with its own money at risk.' },
  { term: 'Bankruptcy price', meaning: 'The price at which the equity of an account is zero.' },
  { term: 'Branching ratio', meaning: 'The share of liquidations that earlier liquidations caused; near 1 a cascade feeds itself.' },
  { term: 'Cascade', meaning: 'Liquidations that move the price over the triggers of further accounts.' },
  {
    term: 'Circuit breaker',
    meaning: 'A rule that stops or limits trading after a large move: a halt, or a band in which fills must lie.',
  },
  {
    term: 'Clopper-Pearson interval',
    meaning: 'An interval of a share that covers the truth at least as often as it says, for any sample size.',
  },
  {
    term: 'Common random numbers',
    meaning: 'Running every parameter set on the same prices and shocks, so that differences are not chance.',
  },
  { term: 'Cover-1, Cover-2', meaning: 'Whether the resources survive the default of the one or two owners with the largest loss.' },
  {
    term: 'Criticality n(p)',
    meaning: 'Impact of selling all that triggers within the next 1 % of price, over that 1 %; above 1 a cascade can run away.',
  },
  { term: 'Endogenous', meaning: "Made by the venue's own liquidations, not by the rest of the market." },
  { term: 'Equity', meaning: 'What an account is worth: cash, collateral and positions at the mark, without haircuts.' },
  { term: 'Exceedance', meaning: 'How often a loss reaches at least a given size.' },
  { term: 'Expected shortfall (ES 97.5)', meaning: 'The mean loss of the worst 2.5 % of the paths.' },
  { term: 'Funding', meaning: 'Regular payments between longs and shorts that hold a perpetual contract near its index.' },
  { term: 'Haircut', meaning: 'The part of the value of collateral that does not count as margin.' },
  { term: 'Hill estimator', meaning: 'A measure of how heavy a tail is, from its largest values; at 2 or below the variance is infinite.' },
  { term: 'Initial margin', meaning: 'What an account must have to open a position.' },
  { term: 'Insolvent', meaning: 'Of an account: its equity is below zero.' },
  { term: 'Insurance fund', meaning: 'Money of the venue that pays for insolvent accounts before anybody else does.' },
  { term: 'Liquidation', meaning: 'Closing positions of an account, by the venue, because its margin no longer suffices.' },
  { term: 'Maintenance margin', meaning: 'What an account must keep in order not to be liquidated.' },
  { term: 'Mark price', meaning: 'The price at which the venue values positions and tests margins.' },
  { term: 'Needless liquidation', meaning: 'One that the account would have survived to the horizon without it.' },
  { term: 'Open interest', meaning: 'Notional of all contracts that are held, one side counted.' },
  { term: 'Oracle', meaning: 'The rule that turns prices of sources into the published price behind the mark.' },
  { term: 'Order statistic', meaning: 'The k-th smallest value of a sample; two of them bound a quantile whatever the distribution.' },
  { term: 'Paired difference', meaning: 'Candidate minus baseline on one and the same path.' },
  { term: 'Parameter set', meaning: 'All rules of a venue that are under test.' },
  { term: 'Path', meaning: 'One realisation of prices, shocks and accounts over the whole time.' },
  { term: 'Procyclicality', meaning: 'Margins that rise in a crisis and so force sales when prices fall.' },
  { term: 'p99', meaning: 'The smallest value that 99 % of the paths stay at or below.' },
  { term: 'Reverse stress', meaning: 'Asking which move breaks the venue instead of what a given move does.' },
  {
    term: 'Shortfall',
    meaning: 'What insolvent accounts could not pay: insurance fund, backstop, ADL, socialised and unfunded losses together.',
  },
  { term: 'Socialised loss', meaning: 'A loss taken from the profits of winners in proportion.' },
  { term: 'Unfunded loss', meaning: 'What is left of a shortfall when every layer of the waterfall has paid.' },
  { term: 'Waterfall', meaning: 'The order in which layers pay for a shortfall.' },
];
