/** The hold model: take the earliest of 1,000 pending events, schedule one more, again and again. */
import seedrandom from 'seedrandom';
import { EventQueue } from '../engine/kernel/event-queue.ts';
import { formatSpread, spreadOf } from './ratio.ts';

const pending = 1_000;
const delayCount = 4_096;

/** Exponential delays with a mean of one second; drawn beforehand, so that only the queue is timed. */
function drawDelays(): Float64Array {
  const draw = seedrandom.alea('hold');
  return Float64Array.from({ length: delayCount }, () => -1_000 * Math.log(1 - draw()));
}

function hold(holds: number, delays: Float64Array): number {
  const queue = new EventQueue(pending);
  for (let i = 0; i < pending; i++) queue.push(delays[i], 0, i);
  let payloads = 0;
  const start = performance.now();
  for (let i = 0; i < holds; i++) {
    const timeMs = queue.nextTimeMs;
    const payload = queue.nextPayload;
    payloads += payload;
    queue.pop();
    queue.push(timeMs + delays[i % delayCount], 0, payload);
  }
  const seconds = (performance.now() - start) / 1e3;
  if (!(payloads > 0) || queue.size !== pending) throw new Error('the queue lost events');
  return holds / seconds / 1e6;
}

/** Million events per second; one event is one pop and one push. */
export function runEventQueueRow(rounds = 5): string[] {
  const delays = drawDelays();
  hold(200_000, delays);
  const speeds = Array.from({ length: rounds }, () => hold(2_000_000, delays));
  return [`${formatSpread(spreadOf(speeds))} million events per second`];
}
