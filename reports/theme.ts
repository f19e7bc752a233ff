/**
 * One palette for the page and every chart. The same colour means the same thing everywhere; pairs that meet in one chart
 * differ in lightness as well as in hue, so that they stay apart for colour-blind readers and in grey print.
 *
 * Charts are drawn with the light colours. In the page a rule per colour replaces them by CSS variables, so that one drawing
 * serves light, dark and print, and an SVG taken out of the page still has its colours.
 */

export interface Shade {
  readonly light: string;
  readonly dark: string;
}

/** Colours of what charts draw. Contrast to the background is 3:1 or more in both schemes, save the grid. */
export const chartShades = {
  ink: { light: '#1f2a37', dark: '#e6eaf0' },
  label: { light: '#4b5766', dark: '#b3bdc9' },
  grid: { light: '#e5e8ec', dark: '#2b323c' },
  axis: { light: '#8a95a3', dark: '#697585' },
  price: { light: '#1d2b3a', dark: '#eef2f6' },
  exogenous: { light: '#788492', dark: '#8f9bab' },
  long: { light: '#c2490f', dark: '#ff9466' },
  short: { light: '#1670b5', dark: '#62b5f0' },
  fund: { light: '#00785a', dark: '#3ec9a0' },
  backstop: { light: '#4a8dc4', dark: '#8ec6f0' },
  adl: { light: '#8d4a94', dark: '#d59bdb' },
  socialized: { light: '#a66a00', dark: '#edb950' },
  unfunded: { light: '#b0201a', dark: '#ff7d74' },
  shortfall: { light: '#465362', dark: '#bcc6d1' },
} as const satisfies Readonly<Record<string, Shade>>;

export type ChartColour = keyof typeof chartShades;

/** The colour a chart specification uses. */
export function colour(name: ChartColour): string {
  return chartShades[name].light;
}

/** Colours of the page around the charts. Text has 4.5:1 or more on both its backgrounds. */
export const pageShades = {
  page: { light: '#ffffff', dark: '#14181d' },
  panel: { light: '#f6f7f9', dark: '#1c2128' },
  text: { light: '#1f2a37', dark: '#e6eaf0' },
  quiet: { light: '#566273', dark: '#a7b2bf' },
  rule: { light: '#dce0e6', dark: '#333b46' },
  link: { light: '#0b5a9c', dark: '#7cbef2' },
  differs: { light: '#fdf3dc', dark: '#39301a' },
  safe: { light: '#006b4f', dark: '#4fd1a9' },
  strained: { light: '#8a5700', dark: '#efbf5e' },
  failed: { light: '#a81c17', dark: '#ff8b83' },
} as const satisfies Readonly<Record<string, Shade>>;

/** What every chart shares: no background, no frame, quiet axes, letters that survive scaling to a phone. */
export const chartConfig = {
  aria: false,
  background: null,
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: colour('label'),
    labelFontSize: 13,
    labelLimit: 0,
    labelPadding: 5,
    titleColor: colour('label'),
    titleFontSize: 13,
    titleFontWeight: 'normal',
    titlePadding: 8,
    gridColor: colour('grid'),
    domainColor: colour('axis'),
    tickColor: colour('axis'),
    tickSize: 4,
  },
  axisY: { domain: false, ticks: false },
  // Values are checked when the run folder is read: no test of each point for missing numbers is needed.
  mark: { invalid: 'show' },
  axisX: { grid: false, labelFlush: true },
  text: { color: colour('ink'), fontSize: 13 },
} as const;
