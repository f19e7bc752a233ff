/** Panels of a chart: where they lie below each other. */
import type { ChartSpec } from './axes.ts';

/** In SVG units from the top of the plot. */
export interface Panel {
  readonly top: number;
  readonly height: number;
}

/** One for a chart without panels. */
export function panelsOf({ height, vconcat, spacing }: ChartSpec): Panel[] {
  if (!Array.isArray(vconcat)) return [{ top: 0, height: Number(height) }];
  let top = 0;
  return vconcat.map((panel: ChartSpec) => {
    const own = { top, height: Number(panel['height']) };
    top += own.height + Number(spacing);
    return own;
  });
}
