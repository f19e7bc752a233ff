/** A chart as the SVG that a PDF embeds: the fonts of the PDF, and letters that stay readable at half the width of a page. */
import type { ChartSpec } from '../charts/axes.ts';
import { renderChart } from '../render-chart.ts';
import { chartConfig } from '../theme.ts';
import { visible } from '../visible-text.ts';

/** A chart of 508 units is printed 82 to 106 mm wide. Larger ones would not fit beside the axes, whose space is fixed. */
const letters = 13.5;

const config = {
  ...chartConfig,
  font: 'Source Sans 3',
  axis: { ...chartConfig.axis, labelFontSize: letters, titleFontSize: letters },
  text: { ...chartConfig.text, fontSize: letters },
};

export async function drawing({ spec, id }: { spec: ChartSpec; id: string }): Promise<string> {
  const readable = legible(spec) as ChartSpec;
  // The alternative text stands in the PDF, so the drawing needs none of its own.
  return renderChart({ spec: { ...readable, config }, id, label: '' });
}

/** The same specification with every text made visible: an SVG with a control character in it is none. */
function legible(node: unknown): unknown {
  if (typeof node === 'string') return visible(node);
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(legible);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, legible(value)]));
}
