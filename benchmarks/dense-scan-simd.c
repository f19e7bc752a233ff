/*
 * The dense scan made for vectors: structure of arrays, blocks that are passed with one test when nobody in them is due, dead accounts
 * neutralised in place. Every account is still looked at every tick.
 *   blocked  the yardstick: plain C without a branch in the inner loop, which the compiler vectorises (-O3 -march=native)
 *   equity   the same arithmetic by hand, with explicit vectors of eight accounts: equity and maintenance of every account
 *   folded   all algebra done beforehand. One instrument: the lot value at which an account falls due, so that a tick is one
 *            load and one comparison per account. Three instruments: accounts grouped by their instruments and the margin rate
 *            folded into the lots, so that a tick is four loads and three multiplications per account, without look-ups.
 *
 * usage: dense-scan-simd FILE REPEATS blocked|equity|folded
 */
#include "yardstick.h"

#include <math.h>

#define LANES 8
#define BLOCK 128

typedef double Vector __attribute__((vector_size(64)));
typedef int64_t Lanes __attribute__((vector_size(64)));

/* Accounts in scan order, padded with rows that are never due. `source` is the row in the input or -1. */
typedef struct {
  int64_t rows, longs;
  int64_t *source;
  double *cash, *key;
  double *lots[SLOTS_MAX];
  double *folded[SLOTS_MAX];
  int64_t *instrument[SLOTS_MAX];
  int64_t blocks;
  int64_t *block_start;
  double *fresh_cash, *fresh_key;
} Rows;

static inline Vector load(const double *values) { return *(const Vector *)values; }
static inline Vector spread(double value) { return value - (Vector){0}; }
static inline Vector magnitude(Vector a) { return (Vector)((Lanes)a & INT64_MAX); }

/* Somebody is due when a slack is negative: sign bits are gathered by OR, one instruction per vector. */
static inline Lanes signs(Vector slack) { return (Lanes)slack; }

static inline int any_negative(Lanes gathered) {
  int64_t any = 0;
  for (int lane = 0; lane < LANES; lane++) any |= gathered[lane];
  return any < 0;
}

static inline Vector look_up(Vector table, const int64_t *index) {
#if defined(__clang__)
  Vector found;
  for (int lane = 0; lane < LANES; lane++) found[lane] = table[index[lane]];
  return found;
#else
  return __builtin_shuffle(table, *(const Lanes *)index);
#endif
}

/* ---- one instrument -------------------------------------------------------------------------------------------- */

static void settle(Totals *totals, double equity) {
  totals->liquidations++;
  if (equity < 0) totals->shortfall -= equity;
}

static void close_block_equity(const Input *input, Rows *rows, int64_t start, double lot_value, Totals *totals) {
  for (int64_t i = start; i < start + BLOCK; i++) {
    const double value = rows->lots[0][i] * lot_value, equity = rows->cash[i] + value;
    if (equity >= input->rate[0] * fabs(value)) continue;
    settle(totals, equity);
    rows->cash[i] = INFINITY;
  }
}

static int64_t count_due(const double *restrict cash, const double *restrict lots, double lot_value, double rate) {
  int64_t due = 0;
  for (int64_t i = 0; i < BLOCK; i++) {
    const double value = lots[i] * lot_value;
    due += cash[i] + value < rate * fabs(value);
  }
  return due;
}

static void scan_isolated_blocked(const Input *input, const double *prices, Rows *rows, Totals *totals) {
  for (int64_t t = 0; t < input->ticks; t++) {
    const double lot_value = input->scale[0] * prices[t * input->instruments];
    for (int64_t start = 0; start < rows->rows; start += BLOCK) {
      if (count_due(rows->cash + start, rows->lots[0] + start, lot_value, input->rate[0]))
        close_block_equity(input, rows, start, lot_value, totals);
    }
  }
}

static void scan_isolated_equity(const Input *input, const double *prices, Rows *rows, Totals *totals) {
  const Vector rate = spread(input->rate[0]);
  for (int64_t t = 0; t < input->ticks; t++) {
    const double lot_value = input->scale[0] * prices[t * input->instruments];
    const Vector lot_values = spread(lot_value);
    for (int64_t start = 0; start < rows->rows; start += BLOCK) {
      Lanes due = {0};
      for (int64_t i = start; i < start + BLOCK; i += 2 * LANES) {
        const Vector a = load(rows->lots[0] + i) * lot_values, b = load(rows->lots[0] + i + LANES) * lot_values;
        due |= signs(load(rows->cash + i) + a - rate * magnitude(a));
        due |= signs(load(rows->cash + i + LANES) + b - rate * magnitude(b));
      }
      if (any_negative(due)) close_block_equity(input, rows, start, lot_value, totals);
    }
  }
}

/* Keys are signed by side, so that longs and shorts alike are due when the key is above the tick's limit. */
static void close_block_key(Rows *rows, int64_t start, double limit, double lot_value, Totals *totals) {
  for (int64_t i = start; i < start + BLOCK; i++) {
    if (rows->key[i] <= limit) continue;
    settle(totals, rows->cash[i] + rows->lots[0][i] * lot_value);
    rows->key[i] = -INFINITY;
  }
}

static void scan_keys(Rows *rows, int64_t from, int64_t to, double limit, double lot_value, Totals *totals) {
  const Vector limits = spread(limit);
  for (int64_t start = from; start < to; start += BLOCK) {
    Lanes due = {0}, second = {0};
    for (int64_t i = start; i < start + BLOCK; i += 2 * LANES) {
      due |= signs(limits - load(rows->key + i));
      second |= signs(limits - load(rows->key + i + LANES));
    }
    if (any_negative(due | second)) close_block_key(rows, start, limit, lot_value, totals);
  }
}

static void scan_isolated_folded(const Input *input, const double *prices, Rows *rows, Totals *totals) {
  const double rate = input->rate[0];
  for (int64_t t = 0; t < input->ticks; t++) {
    const double lot_value = input->scale[0] * prices[t * input->instruments];
    scan_keys(rows, 0, rows->longs, lot_value * (1 - rate), lot_value, totals);
    scan_keys(rows, rows->longs, rows->rows, -lot_value * (1 + rate), lot_value, totals);
  }
}

/* ---- three of eight instruments -------------------------------------------------------------------------------- */

static void close_block_cross(const Input *input, Rows *rows, int64_t start, int64_t end, const double *lot_values, Totals *totals) {
  for (int64_t i = start; i < end; i++) {
    double equity = rows->cash[i], maintenance = 0;
    for (int s = 0; s < SLOTS_MAX; s++) {
      const double value = rows->lots[s][i] * lot_values[rows->instrument[s][i]];
      equity += value;
      maintenance += input->rate[rows->instrument[s][i]] * fabs(value);
    }
    if (equity >= maintenance) continue;
    settle(totals, equity);
    rows->cash[i] = INFINITY;
  }
}

static void value_lots(const Input *input, const double *price, double *lot_values) {
  for (int64_t m = 0; m < input->instruments; m++) lot_values[m] = input->scale[m] * price[m];
}

static int64_t count_due_cross(const Rows *rows, int64_t start, const double *restrict lot_values, const double *restrict rates) {
  const double *restrict cash = rows->cash + start;
  const double *restrict a = rows->lots[0] + start, *restrict b = rows->lots[1] + start, *restrict c = rows->lots[2] + start;
  const int64_t *restrict at = rows->instrument[0] + start, *restrict bt = rows->instrument[1] + start;
  const int64_t *restrict ct = rows->instrument[2] + start;
  int64_t due = 0;
  for (int64_t i = 0; i < BLOCK; i++) {
    const double first = a[i] * lot_values[at[i]], second = b[i] * lot_values[bt[i]], third = c[i] * lot_values[ct[i]];
    const double maintenance = rates[at[i]] * fabs(first) + rates[bt[i]] * fabs(second) + rates[ct[i]] * fabs(third);
    due += cash[i] + first + second + third < maintenance;
  }
  return due;
}

static void scan_cross_blocked(const Input *input, const double *prices, Rows *rows, Totals *totals) {
  double lot_values[LANES] = {0};
  for (int64_t t = 0; t < input->ticks; t++) {
    value_lots(input, prices + t * input->instruments, lot_values);
    for (int64_t start = 0; start < rows->rows; start += BLOCK) {
      if (count_due_cross(rows, start, lot_values, input->rate)) close_block_cross(input, rows, start, start + BLOCK, lot_values, totals);
    }
  }
}

static void scan_cross_equity(const Input *input, const double *prices, Rows *rows, Totals *totals) {
  double lot_values[LANES] __attribute__((aligned(64))) = {0}, margins[LANES] __attribute__((aligned(64))) = {0};
  for (int64_t t = 0; t < input->ticks; t++) {
    value_lots(input, prices + t * input->instruments, lot_values);
    for (int64_t m = 0; m < input->instruments; m++) margins[m] = input->rate[m] * lot_values[m];
    const Vector values = load(lot_values), margin = load(margins);
    for (int64_t start = 0; start < rows->rows; start += BLOCK) {
      Lanes due = {0};
      for (int64_t i = start; i < start + BLOCK; i += LANES) {
        Vector slack = load(rows->cash + i);
        for (int s = 0; s < SLOTS_MAX; s++) {
          const Vector lots = load(rows->lots[s] + i);
          const int64_t *index = rows->instrument[s] + i;
          slack += lots * look_up(values, index) - magnitude(lots) * look_up(margin, index);
        }
        due |= signs(slack);
      }
      if (any_negative(due)) close_block_cross(input, rows, start, start + BLOCK, lot_values, totals);
    }
  }
}

static void scan_cross_folded(const Input *input, const double *prices, Rows *rows, Totals *totals) {
  double lot_values[LANES];
  for (int64_t t = 0; t < input->ticks; t++) {
    value_lots(input, prices + t * input->instruments, lot_values);
    for (int64_t k = 0; k < rows->blocks; k++) {
      const int64_t start = rows->block_start[k], end = rows->block_start[k + 1];
      const Vector first = spread(lot_values[rows->instrument[0][start]]);
      const Vector second = spread(lot_values[rows->instrument[1][start]]);
      const Vector third = spread(lot_values[rows->instrument[2][start]]);
      Lanes due = {0};
      for (int64_t i = start; i < end; i += LANES) {
        const Vector slack = load(rows->cash + i) + load(rows->folded[0] + i) * first +
                             (load(rows->folded[1] + i) * second + load(rows->folded[2] + i) * third);
        due |= signs(slack);
      }
      if (any_negative(due)) close_block_cross(input, rows, start, end, lot_values, totals);
    }
  }
}

/* ---- preparation, outside the clock ----------------------------------------------------------------------------- */

static const Input *sorting;

static int64_t group_of(int64_t account) {
  if (sorting->slots == 1) return sorting->lots[0][account] < 0;
  int64_t group = 0;
  for (int64_t s = 0; s < sorting->slots; s++) group = group * LANES + sorting->instrument[s][account];
  return group;
}

static int by_group(const void *a, const void *b) {
  const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  const int64_t difference = group_of(x) - group_of(y);
  return difference ? (difference > 0) - (difference < 0) : (x > y) - (x < y);
}

/* Lays the accounts out by group, every group padded to whole blocks (one instrument) or whole vectors (three). */
static void lay_out(const Input *input, Rows *rows) {
  const int64_t step = input->slots == 1 ? BLOCK : LANES;
  int64_t *order = allocate(input->accounts, sizeof(int64_t));
  for (int64_t i = 0; i < input->accounts; i++) order[i] = i;
  sorting = input;
  qsort(order, (size_t)input->accounts, sizeof(int64_t), by_group);
  const int64_t capacity = input->accounts + 1024 * BLOCK;
  rows->source = allocate(capacity, sizeof(int64_t));
  rows->block_start = allocate(capacity / LANES + 2, sizeof(int64_t));
  int64_t row = 0, in_block = 0;
  for (int64_t i = 0; i < input->accounts; i++) {
    const int new_group = i > 0 && group_of(order[i]) != group_of(order[i - 1]);
    if (new_group) while (row % step) rows->source[row++] = -1;
    if (new_group && input->slots == 1) rows->longs = row;
    if (i == 0 || new_group || in_block == BLOCK) {
      rows->block_start[rows->blocks++] = row;
      in_block = 0;
    }
    rows->source[row++] = order[i];
    in_block++;
  }
  if (rows->longs == 0 && group_of(order[0]) == 0) rows->longs = (row + BLOCK - 1) / BLOCK * BLOCK;
  while (row % LANES) rows->source[row++] = -1;
  rows->block_start[rows->blocks] = row;
  while (row % BLOCK) rows->source[row++] = -1;
  rows->rows = row;
  free(order);
}

static void fill(const Input *input, Rows *rows) {
  rows->cash = allocate(rows->rows, sizeof(double));
  rows->key = allocate(rows->rows, sizeof(double));
  for (int64_t s = 0; s < input->slots; s++) {
    rows->lots[s] = allocate(rows->rows, sizeof(double));
    rows->folded[s] = allocate(rows->rows, sizeof(double));
    rows->instrument[s] = allocate(rows->rows, sizeof(int64_t));
  }
  for (int64_t row = 0; row < rows->rows; row++) {
    const int64_t i = rows->source[row];
    rows->cash[row] = i < 0 ? 1 : input->cash[i];
    rows->key[row] = -INFINITY;
    if (i < 0) continue;
    rows->key[row] = -input->cash[i] / fabs(input->lots[0][i]);
    for (int64_t s = 0; s < input->slots; s++) {
      const double lots = input->lots[s][i];
      rows->lots[s][row] = lots;
      rows->instrument[s][row] = input->instrument[s][i];
      rows->folded[s][row] = lots - input->rate[input->instrument[s][i]] * fabs(lots);
    }
  }
  rows->fresh_cash = allocate(rows->rows, sizeof(double));
  rows->fresh_key = allocate(rows->rows, sizeof(double));
  memcpy(rows->fresh_cash, rows->cash, (size_t)rows->rows * sizeof(double));
  memcpy(rows->fresh_key, rows->key, (size_t)rows->rows * sizeof(double));
}

static void refresh(Rows *rows) {
  memcpy(rows->cash, rows->fresh_cash, (size_t)rows->rows * sizeof(double));
  memcpy(rows->key, rows->fresh_key, (size_t)rows->rows * sizeof(double));
}

typedef void (*Scan)(const Input *, const double *, Rows *, Totals *);

static Scan scan_named(const char *variant, int isolated) {
  if (strcmp(variant, "blocked") == 0) return isolated ? scan_isolated_blocked : scan_cross_blocked;
  if (strcmp(variant, "equity") == 0) return isolated ? scan_isolated_equity : scan_cross_equity;
  if (strcmp(variant, "folded") == 0) return isolated ? scan_isolated_folded : scan_cross_folded;
  return NULL;
}

int main(int count, char **words) {
  if (count != 4) stop("usage: dense-scan-simd FILE REPEATS blocked|equity|folded");
  const Input input = read_input(words[1]);
  const int64_t repeats = atoll(words[2]);
  const Scan scan = scan_named(words[3], input.slots == 1);
  if (repeats < 1) stop("REPEATS must be at least 1");
  if (!scan) stop("the variant is blocked, equity or folded");
  if (input.instruments > LANES) stop("at most 8 instruments");
  Rows rows = {0};
  lay_out(&input, &rows);
  fill(&input, &rows);
  double *ns = allocate(repeats, sizeof(double));
  Totals totals;
  for (int64_t r = 0; r < repeats; r++) {
    totals = (Totals){0, 0};
    double spent = 0;
    for (int64_t p = 0; p < input.paths; p++) {
      refresh(&rows);
      const double start = now_ns();
      scan(&input, prices_of_path(&input, p), &rows, &totals);
      spent += now_ns() - start;
    }
    ns[r] = spent / (double)input.paths;
  }
  print_answer(words[3], &input, totals, ns, repeats);
  return 0;
}
