/** Which part of the x-axis is shown. Moves are computed in pixels, so that they also hold for axes that are not linear. */

/**
 * @typedef {object} Axis
 * @property {(pixel: number) => number} invert pixel of the plot -> value, as shown now
 * @property {number} width of the plot in pixels
 * @property {readonly [number, number]} full both ends of the whole axis
 * @property {number} leastSpan no closer than this
 */

/** @typedef {readonly [number, number] | null} Shown null: the whole axis */

/** Closer (factor below one) or farther around a pixel.
 * @param {Axis} axis
 * @param {{ factor: number, pixel: number }} move
 * @returns {Shown} */
export function zoomed(axis, { factor, pixel }) {
  return kept(axis, [axis.invert(pixel - pixel * factor), axis.invert(pixel + (axis.width - pixel) * factor)]);
}

/** Sideways by a share of the plot; what is shown stays as wide as it is.
 * @param {Axis} axis
 * @param {number} share positive: later values
 * @returns {Shown} */
export function panned(axis, share) {
  const shift = share * axis.width;
  const [low, high] = [axis.invert(0), axis.invert(axis.width)];
  const [from, to] = [axis.invert(shift), axis.invert(axis.width + shift)];
  if (from < axis.full[0]) return kept(axis, [axis.full[0], axis.full[0] + (high - low)]);
  if (to > axis.full[1]) return kept(axis, [axis.full[1] - (high - low), axis.full[1]]);
  return kept(axis, [from, to]);
}

/** Inside the whole axis and no closer than allowed; null when that is the whole axis.
 * @param {Axis} axis
 * @param {[number, number]} wanted
 * @returns {Shown} */
function kept({ full, leastSpan }, [from, to]) {
  const middle = (from + to) / 2;
  const half = Math.max(to - from, leastSpan) / 2;
  const low = Math.max(full[0], Math.min(middle - half, full[1] - 2 * half));
  const high = Math.min(full[1], low + 2 * half);
  return low <= full[0] && high >= full[1] ? null : [low, high];
}
