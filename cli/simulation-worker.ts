/** The file that a simulating thread is started with. */
import { loadPacked } from './packed/load-packed.ts';

const { simulateInThread } = loadPacked('simulation-thread') ?? (await import('./simulation-thread.ts'));
await simulateInThread();
