import { defineConfig } from 'vitest/config';

/** The full samples of the targets; files of the short suite that read BREAKWATER_LONG run again with more cases. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts', 'test/faults/run-folder.test.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    maxWorkers: 2,
  },
});
