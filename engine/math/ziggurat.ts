/**
 * Tables of the ziggurat method for the normal density (G. Marsaglia and W. W. Tsang, "The ziggurat method for generating
 * random variables", J. Stat. Software 5(8), 2000): 128 layers of equal area, built with this engine's own exp and log.
 */
import { exp, log } from './transcendental.ts';

const LAYERS = 128;
/** Where the last layer ends and the area of every layer, for the density exp(-x^2 / 2); values of the paper. */
const TAIL_START = 3.442619855899;
const LAYER_AREA = 9.91256303526217e-3;
const TWO_31 = 0x80000000;

export interface ZigguratTables {
  readonly LAYERS: number;
  readonly TAIL_START: number;
  /** x = signed 32-bit draw x width of its layer. */
  readonly widths: Float64Array;
  /** Draws below this magnitude lie wholly under the density. */
  readonly thresholds: Float64Array;
  /** Density at the outer edge of each layer; 1 at layer 0. */
  readonly heights: Float64Array;
  /** exp(-x^2 / 2). */
  densityAt(x: number): number;
}

function densityAt(x: number): number {
  return exp(-0.5 * x * x);
}

/** Builds the tables from the outermost layer inwards. */
export function zigguratTables(): ZigguratTables {
  const widths = new Float64Array(LAYERS);
  const thresholds = new Float64Array(LAYERS);
  const heights = new Float64Array(LAYERS);
  // Layer 0 is the strip at the bottom together with the tail, treated as a rectangle of the same area.
  const bottomWidth = LAYER_AREA / densityAt(TAIL_START);
  thresholds[0] = (TAIL_START / bottomWidth) * TWO_31;
  widths[0] = bottomWidth / TWO_31;
  heights[0] = 1;
  let edge = TAIL_START;
  for (let layer = LAYERS - 1; layer >= 1; layer--) {
    widths[layer] = edge / TWO_31;
    heights[layer] = densityAt(edge);
    const inner = layer > 1 ? Math.sqrt(-2 * log(LAYER_AREA / edge + heights[layer])) : 0;
    thresholds[layer] = (inner / edge) * TWO_31;
    edge = inner;
  }
  return { LAYERS, TAIL_START, widths, thresholds, heights, densityAt };
}
