import { describe, expect, it } from 'vitest';
import { chartShades, pageShades } from './theme.ts';
import type { Shade } from './theme.ts';

/** Contrast ratio of WCAG 2.2, definition of relative luminance. */
function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => linear(parseInt(hex.slice(start, start + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

const schemes = ['light', 'dark'] as const;
const textShades: readonly Shade[] = [
  pageShades.text, pageShades.quiet, pageShades.link, pageShades.safe, pageShades.strained, pageShades.failed,
  chartShades.ink, chartShades.label,
];

describe('theme', () => {
  it('sets text at 4.5:1 or more on page and panel, in both schemes', () => {
    for (const scheme of schemes) {
      for (const shade of textShades) {
        for (const ground of [pageShades.page, pageShades.panel]) {
          expect(contrast(shade[scheme], ground[scheme])).toBeGreaterThanOrEqual(4.5);
        }
      }
      for (const shade of [pageShades.text, pageShades.strained]) {
        expect(contrast(shade[scheme], pageShades.differs[scheme])).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('draws everything but the grid at 3:1 or more, in both schemes', () => {
    for (const [name, shade] of Object.entries(chartShades)) {
      for (const scheme of schemes) {
        if (name !== 'grid') expect(contrast(shade[scheme], pageShades.page[scheme]), `${name} ${scheme}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('gives every role its own light colour: the page finds roles by them', () => {
    const drawn = Object.values(chartShades).map((shade) => shade.light);
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('keeps the pairs that share a chart apart for readers without red, without green and in grey', () => {
    const { long, short, price, exogenous, fund } = chartShades;
    const pairs: readonly (readonly [Shade, Shade])[] = [[long, short], [price, exogenous], [fund, price]];
    for (const [a, b] of pairs) {
      for (const scheme of schemes) expect(seenApart(a[scheme], b[scheme])).toBeGreaterThan(60);
    }
  });
});

/**
 * Smallest distance of two colours, 0..441, among normal sight and simulated protanopia and deuteranopia
 * (matrices of Vienot, Brettel and Mollon, Color Research and Application 24, 1999, applied to gamma-coded values).
 */
function seenApart(a: string, b: string): number {
  const normal = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
  const protanopia = [[0.112, 0.888, 0], [0.112, 0.888, 0], [0.004, -0.004, 1]];
  const deuteranopia = [[0.292, 0.708, 0], [0.292, 0.708, 0], [-0.022, 0.022, 1]];
  const sights = [normal, protanopia, deuteranopia];
  return Math.min(...sights.map((sight) => distance(seen(sight, a), seen(sight, b))));
}

function seen(sight: readonly (readonly number[])[], hex: string): number[] {
  const channels = [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
  return sight.map((row) => row.reduce((sum, weight, index) => sum + weight * channels[index], 0));
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, index) => sum + (value - b[index]) ** 2, 0));
}
