/** Finite Markov chains for regimes: the stationary law, and transitions of a part of a period. */
import { log, exp } from '../../math/transcendental.ts';

/** Row by row: transitions[i][j] = P(next state j | state i). */
export type Transitions = readonly (readonly number[])[];

/**
 * Stationary law of an irreducible chain, by elimination without subtractions (W. Grassmann, M. Taksar and D. Heyman, Operations Research
 * 33, 1985). Null when some state cannot be reached from some other: then it depends on the start.
 */
export function stationaryLaw(transitions: Transitions): number[] | null {
  if (!isIrreducible(transitions)) return null;
  const rows = transitions.map((row) => [...row]);
  for (let last = rows.length - 1; last > 0; last--) eliminate(rows, last);
  const law = [1];
  for (let state = 1; state < rows.length; state++) {
    law.push(law.reduce((sum, weight, from) => sum + weight * rows[from][state], 0));
  }
  const total = law.reduce((sum, weight) => sum + weight, 0);
  return law.map((weight) => weight / total);
}

/** Watches the chain only while it is below `last`; columns of `last` keep the rates into it, per leaving. */
function eliminate(rows: number[][], last: number): void {
  let leaving = 0;
  for (let to = 0; to < last; to++) leaving += rows[last][to];
  for (let from = 0; from < last; from++) rows[from][last] /= leaving;
  for (let from = 0; from < last; from++) {
    for (let to = 0; to < last; to++) rows[from][to] += rows[from][last] * rows[last][to];
  }
}

function isIrreducible(transitions: Transitions): boolean {
  return transitions.every((_, start) => reachedFrom(transitions, start).size === transitions.length);
}

function reachedFrom(transitions: Transitions, start: number): Set<number> {
  const reached = new Set([start]);
  for (const from of reached) {
    transitions[from].forEach((probability, to) => {
      if (probability > 0) reached.add(to);
    });
  }
  return reached;
}

/**
 * Transitions of a two-state chain over a fraction of its period: with l = 1 - p12 - p21 > 0 and the stationary law pi, p12(f) =
 * pi2 (1 - l^f) and p21(f) = pi1 (1 - l^f), so that 1 / f such steps are one period exactly. Null for l <= 0: no such chain exists.
 */
export function partOfPeriod(transitions: Transitions, fraction: number): Transitions | null {
  if (transitions.length !== 2) return null;
  const p12 = transitions[0][1];
  const p21 = transitions[1][0];
  const memory = 1 - p12 - p21;
  if (memory <= 0) return null;
  if (p12 + p21 === 0) return transitions;
  const leaving = (1 - exp(fraction * log(memory))) / (p12 + p21);
  return [
    [1 - p12 * leaving, p12 * leaving],
    [p21 * leaving, 1 - p21 * leaving],
  ];
}
