/** The one list of estimators. A new one is one file and one line here. */
import type { Estimator } from './contract.ts';
import { garchEstimator } from './garch.ts';
import { gbmEstimator } from './gbm.ts';
import { hawkesEstimator } from './hawkes.ts';
import { kouEstimator } from './kou.ts';
import { mertonEstimator } from './merton.ts';
import { regimeEstimator } from './regime.ts';

/** From the simplest law to the one with the longest memory. */
export const estimators: readonly Estimator[] = [
  gbmEstimator,
  mertonEstimator,
  kouEstimator,
  regimeEstimator,
  garchEstimator,
  hawkesEstimator,
];
