/*
 * The plain loop: at every tick ask every live account whether its equity covers its maintenance margin.
 * What anyone would write first. No ledger, no impact, no fund, no funding: it does less than the engine it is compared with.
 *
 * usage: dense-scan FILE REPEATS
 */
#include "yardstick.h"

#include <math.h>

static void liquidate(Totals *totals, unsigned char *alive, double equity) {
  *alive = 0;
  totals->liquidations++;
  if (equity < 0) totals->shortfall -= equity;
}

static void scan_isolated(const Input *input, const double *prices, unsigned char *alive, Totals *totals) {
  const double rate = input->rate[0];
  for (int64_t t = 0; t < input->ticks; t++) {
    const double lot_value = input->scale[0] * prices[t * input->instruments];
    for (int64_t i = 0; i < input->accounts; i++) {
      if (!alive[i]) continue;
      const double value = input->lots[0][i] * lot_value;
      const double equity = input->cash[i] + value;
      if (equity < rate * fabs(value)) liquidate(totals, &alive[i], equity);
    }
  }
}

static void scan_cross(const Input *input, const double *prices, unsigned char *alive, Totals *totals) {
  for (int64_t t = 0; t < input->ticks; t++) {
    const double *price = prices + t * input->instruments;
    for (int64_t i = 0; i < input->accounts; i++) {
      if (!alive[i]) continue;
      double equity = input->cash[i], maintenance = 0;
      for (int s = 0; s < SLOTS_MAX; s++) {
        const int64_t instrument = input->instrument[s][i];
        const double value = input->lots[s][i] * input->scale[instrument] * price[instrument];
        equity += value;
        maintenance += input->rate[instrument] * fabs(value);
      }
      if (equity < maintenance) liquidate(totals, &alive[i], equity);
    }
  }
}

int main(int count, char **words) {
  if (count != 3) stop("usage: dense-scan FILE REPEATS");
  const Input input = read_input(words[1]);
  const int64_t repeats = atoll(words[2]);
  if (repeats < 1) stop("REPEATS must be at least 1");
  unsigned char *alive = allocate(input.accounts, 1);
  double *ns = allocate(repeats, sizeof(double));
  Totals totals;
  for (int64_t r = 0; r < repeats; r++) {
    totals = (Totals){0, 0};
    double spent = 0;
    for (int64_t p = 0; p < input.paths; p++) {
      memset(alive, 1, (size_t)input.accounts);
      const double start = now_ns();
      (input.slots == 1 ? scan_isolated : scan_cross)(&input, prices_of_path(&input, p), alive, &totals);
      spent += now_ns() - start;
    }
    ns[r] = spent / (double)input.paths;
  }
  print_answer("plain", &input, totals, ns, repeats);
  return 0;
}
