/**
 * What is pinned to the last bit: the shipped crash under every shipped parameter set, the worked examples, and small scenarios that
 * together reach every mechanism of the kernel. Runs in vitest and, compiled, in fresh processes.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { assembleStudy } from '../../cli/assemble-study.ts';
import type { RunRequest } from '../../cli/run-request.ts';
import type { StudyInput } from '../../engine/study/inputs.ts';
import { planStudy } from '../../engine/study/study.ts';
import type { StudyResult } from '../../engine/study/study.ts';
import { Digest } from '../../engine/math/digest.ts';
import { runInline } from '../../engine/runner/inline.ts';

export interface GoldenCase {
  readonly name: string;
  /** Name of a shipped scenario or path of a file. */
  readonly scenario: string;
  readonly params: readonly string[];
  readonly paths: number | undefined;
}

/** Digest of every outcome, as a run prints it, and of the metrics of every set, which a user sees. */
export type GoldenDigests = Readonly<Record<string, string>>;

const shippedSets = ['default', 'binance-usdm', 'bitmex-2020', 'hyperliquid'];

/** The crash of March 2020 under each shipped set. */
export const crashCases: readonly GoldenCase[] = shippedSets.map((set) => ({
  name: `crash-2020/${set}`,
  scenario: 'crash-2020',
  params: [set],
  paths: 2,
}));

/** Worked examples and small scenarios; `root` is the folder of the project. */
export function smallCases(root: string): GoldenCase[] {
  return ['test/scenarios', 'test/golden/scenarios'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => ({ name: file.replace('.yaml', ''), scenario: join(root, folder, file), params: [], paths: undefined })),
  );
}

/** The study of a case. */
export async function inputOf({ scenario, params, paths }: GoldenCase, changes: Partial<RunRequest> = {}): Promise<StudyInput> {
  const request: RunRequest = { scenario, params, data: [], paths, seed: undefined, feedback: undefined, ...changes };
  return (await assembleStudy(request)).input;
}

/** Runs cases one after the other. */
export async function digestsOf(cases: readonly GoldenCase[]): Promise<GoldenDigests> {
  const digests: Record<string, string> = {};
  for (const one of cases) {
    const result = runInline(planStudy(await inputOf(one)));
    digests[one.name] = `${result.digest} ${metricsDigest(result)}`;
  }
  return digests;
}

/** Fingerprint of every metric of every set on every path. */
export function metricsDigest({ sets }: Pick<StudyResult, 'sets'>): string {
  const digest = new Digest();
  for (const { id, metrics, withoutLargest, fundUsd } of sets) {
    digest.text(id).numbers(fundUsd);
    for (const columns of [metrics, withoutLargest]) {
      for (const [name, values] of Object.entries(columns)) digest.text(name).numbers(values.map(orAbsent));
    }
  }
  return digest.hex();
}

/** A metric that does not exist on a path becomes a value that no metric takes. */
function orAbsent(value: number): number {
  return value === value ? value : -1e308;
}
