/** The two functions of lz4js 0.2.0 that are used; the package has no types of its own. */
declare module 'lz4js' {
  /** Unpacks an LZ4 frame into `target` and returns the number of bytes written. Trusts its input. */
  export function decompressFrame(source: Uint8Array, target: Uint8Array): number;
  /** Packs bytes into an LZ4 frame. */
  export function compress(source: Uint8Array): Uint8Array;
}
