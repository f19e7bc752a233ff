import { describe, expect, it } from 'vitest';
import type { ChartSpec } from './charts/axes.ts';
import { renderChart } from './render-chart.ts';
import { chartConfig } from './theme.ts';

const clipped: ChartSpec = {
  config: chartConfig,
  autosize: 'none',
  width: 100,
  height: 50,
  data: { values: [{ x: 1, y: 2 }, { x: 3, y: 1 }] },
  mark: { type: 'line', clip: true, color: { gradient: 'linear', stops: [{ offset: 0, color: 'red' }, { offset: 1, color: 'blue' }] } },
  encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
};

describe('renderChart', () => {
  it('gives the same bytes whatever was drawn before or is drawn at once', async () => {
    const draw = (): Promise<string> => renderChart({ spec: clipped, id: 'a', label: 'line' });
    const first = await draw();
    const together = await Promise.all([draw(), renderChart({ spec: clipped, id: 'b', label: 'other' }), draw()]);
    expect(together[0]).toBe(first);
    expect(together[2]).toBe(first);
  });

  it('prefixes every id, and every reference has its target', async () => {
    const svg = await renderChart({ spec: clipped, id: 'price-1', label: 'line' });
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const references = [...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id) => id.startsWith('price-1-'))).toBe(true);
    expect(new Set(references)).toEqual(new Set(ids));
  });

  it('is one image for those who do not see it, its label escaped, and scales to its container', async () => {
    const svg = await renderChart({ spec: clipped, id: 'a', label: 'a "quoted" <label> & more' });
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="a &quot;quoted&quot; &lt;label&gt; &amp; more" viewBox="0 0 /);
    expect(svg.match(/<svg/g)).toHaveLength(1);
    expect(svg.endsWith('</svg>')).toBe(true);
  });

  it('shows names from data as text', async () => {
    const spec: ChartSpec = {
      ...clipped,
      data: { values: [{ name: '</text><script>alert(1)</script>', y: 1 }] },
      mark: 'bar',
      encoding: { x: { field: 'name', type: 'nominal' }, y: { field: 'y', type: 'quantitative' } },
    };
    const svg = await renderChart({ spec, id: 'a', label: 'x' });
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script&gt;');
  });
});
