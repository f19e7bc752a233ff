/** What the readers of Arrow and Parquet say of a file that they cannot read. */
import { describeFailure, refuse } from '../problems.ts';
import { UnsupportedFile } from './arrow-structure.ts';
import { DamagedFile } from './flatbuffer.ts';

/** A format in the words of its refusals. */
export interface FormatWords {
  readonly name: string;
  readonly whole: string;
  /** Contents that are read. */
  readonly readable: string;
  /** Ends "write the file again": with what, by which call. */
  readonly writeAgain: string;
}

/** Turns whatever a check or a library threw into a refusal. Throws UserError. */
export function refuseUnreadable(error: unknown, file: string, words: FormatWords): never {
  if (error instanceof UnsupportedFile) refuseKind(error.message, file, words);
  refuseDamage(error instanceof DamagedFile ? `${error.message} is wrong` : describeFailure(error), file, words);
}

/** Refuses a file that is not as it was written. Throws UserError. */
export function refuseDamage(what: string, file: string, { name, whole }: FormatWords): never {
  refuse({
    place: { file },
    what: `the ${name} file is damaged or cut short: ${what}`,
    expected: `a complete ${whole}`,
    suggestion: 'fetch the file again and compare its sha256 with the source',
  });
}

function refuseKind(what: string, file: string, { name, readable, writeAgain }: FormatWords): never {
  refuse({
    place: { file },
    what: `the ${name} file has ${what}, which is not read`,
    expected: readable,
    suggestion: `write the file again${writeAgain}`,
  });
}
