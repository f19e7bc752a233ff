/** Forgetting what a path did to the accounts that it touched: costs what was touched, and never more than a copy of everything. */

/** So many accounts are copied in the time in which one is looked up. */
const copiedPerLookUp = 64;

/** Puts the bytes of touched accounts back to those of the opening, null for zeros. */
export function restoreBytes(values: Uint8Array, opening: Uint8Array | null, touched: Int32Array): void {
  if (touched.length * copiedPerLookUp > values.length) {
    if (opening === null) values.fill(0);
    else values.set(opening);
    return;
  }
  for (let index = 0; index < touched.length; index++) values[touched[index]] = opening === null ? 0 : opening[touched[index]];
}
