/** Arrays that threads share instead of copying them. */

export type NumberArray = Float64Array | Int32Array | Uint16Array | Uint8Array;

interface NumberArrayType<Values extends NumberArray> {
  new (buffer: SharedArrayBuffer): Values;
}

/** The same numbers in shared memory; an array that is there already is returned as it is. Whoever shares one never writes to it again. */
export function sharedArray<Values extends NumberArray>(values: Values): Values {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const Type = values.constructor as NumberArrayType<Values>;
  const shared = new Type(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
