/*
 * Paths of geometric Brownian motion in C: the yardstick of path generation. The generator is the one of the engine (J. Baagoe's alea
 * recurrence and the ziggurat method of Marsaglia and Tsang with 128 layers), exp is that of the C library.
 *
 * usage: path-generation STEPS PATHS REPEATS VOLATILITY-OF-A-STEP; prints one line of JSON.
 */
#include <math.h>
#include "yardstick.h"

#define LAYERS 128
static const double tail_start = 3.442619855899, layer_area = 9.91256303526217e-3, two_31 = 2147483648.0;
static double widths[LAYERS], thresholds[LAYERS], heights[LAYERS];

static double density(double x) { return exp(-0.5 * x * x); }

static void build_tables(void) {
  const double bottom = layer_area / density(tail_start);
  thresholds[0] = tail_start / bottom * two_31;
  widths[0] = bottom / two_31;
  heights[0] = 1;
  double edge = tail_start;
  for (int layer = LAYERS - 1; layer >= 1; layer--) {
    widths[layer] = edge / two_31;
    heights[layer] = density(edge);
    const double inner = layer > 1 ? sqrt(-2 * log(layer_area / edge + heights[layer])) : 0;
    thresholds[layer] = inner / edge * two_31;
    edge = inner;
  }
}

typedef struct { double s0, s1, s2, carry; } Alea;

static double next(Alea *alea) {
  const double sum = 2091639 * alea->s0 + alea->carry * 0x1p-32;
  alea->carry = (double)(int32_t)sum;
  alea->s0 = alea->s1;
  alea->s1 = alea->s2;
  return alea->s2 = sum - alea->carry;
}

static double outside(Alea *alea, int32_t bits) {
  for (;;) {
    const int layer = bits & (LAYERS - 1);
    const double x = bits * widths[layer];
    if (fabs((double)bits) < thresholds[layer]) return x;
    if (layer == 0) {
      for (;;) {
        const double beyond = -log(next(alea) + 0x1p-33) / tail_start;
        if (-2 * log(next(alea) + 0x1p-33) > beyond * beyond) return bits < 0 ? -tail_start - beyond : tail_start + beyond;
      }
    }
    const double height = heights[layer] + next(alea) * (heights[layer - 1] - heights[layer]);
    if (height < density(x)) return x;
    bits = (int32_t)(int64_t)(next(alea) * 0x1p32);
  }
}

static double normal(Alea *alea) {
  const int32_t bits = (int32_t)(int64_t)(next(alea) * 0x1p32);
  const int layer = bits & (LAYERS - 1);
  return fabs((double)bits) < thresholds[layer] ? bits * widths[layer] : outside(alea, bits);
}

int main(int count, char **words) {
  if (count != 5) stop("usage: path-generation STEPS PATHS REPEATS VOLATILITY-OF-A-STEP");
  const int64_t steps = atoll(words[1]), paths = atoll(words[2]), repeats = atoll(words[3]);
  const double deviation = atof(words[4]), mean = -0.5 * deviation * deviation;
  build_tables();
  double *prices = allocate(steps + 1, sizeof(double)), *ns = allocate(repeats, sizeof(double)), ends = 0;
  for (int64_t r = 0; r < repeats; r++) {
    const double start = now_ns();
    for (int64_t p = 0; p < paths; p++) {
      Alea alea = {0.1 + 0.8 * (double)p / (double)paths, 0.3, 0.7, 1};
      double level = 0;
      prices[0] = 100;
      for (int64_t step = 1; step <= steps; step++) {
        level += mean + deviation * normal(&alea);
        prices[step] = 100 * exp(level);
      }
      ends += prices[steps];
    }
    ns[r] = (now_ns() - start) / (double)paths;
  }
  qsort(ns, (size_t)repeats, sizeof(double), ascending);
  printf("{\"meanEnd\":%.6f,\"nsPerPath\":{\"min\":%.0f,\"median\":%.0f,\"max\":%.0f}}\n", ends / (double)(paths * repeats), ns[0],
         ns[repeats / 2], ns[repeats - 1]);
  return 0;
}
