import { defineConfig } from 'vitest/config';

/** A time zone far from UTC is set on purpose: a test that reads local time shows itself. */
process.env.TZ = 'Pacific/Chatham';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', 'test/browser/**', 'test/long/**'],
    testTimeout: 120_000,
    // Preparations start programs and typesetters too; a busy machine is no failure.
    hookTimeout: 120_000,
    // Modules hold no state between runs (test/golden repeats digests in one process), so files of one worker share them: starting a
    // process and loading everything anew for each of them took more than half of the time.
    isolate: false,
    // One for each of the two processors that the gate has; the default leaves one of them idle.
    maxWorkers: 2,
  },
});
