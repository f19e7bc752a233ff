import { defineConfig } from 'vitest/config';

/** A time zone far from UTC is set on purpose: a test that reads local time shows itself. */
process.env.TZ = 'Pacific/Chatham';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**', 'test/browser/**', 'test/long/**'],
    testTimeout: 60_000,
    // One for each of the two processors that the gate has; the default leaves one of them idle.
    maxWorkers: 2,
  },
});
