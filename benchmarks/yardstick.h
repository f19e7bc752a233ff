/*
 * What both yardsticks share: the input file, the clock and the answer.
 *
 * The file is an array of little-endian doubles, written by yardstick.ts:
 *   magic 20200312, accounts, slots, instruments, ticks, paths
 *   scale[instruments]            cash units of one lot at price 1
 *   rate[instruments]             maintenance margin rate
 *   cash[accounts]                cash after the positions were opened: equity = cash + sum of lots x scale x price
 *   lots[slots][accounts]         signed lots
 *   instrument[slots][accounts]   index, ascending by slot within an account
 *   prices[paths][ticks][instruments]
 */
#ifndef YARDSTICK_H
#define YARDSTICK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAGIC 20200312.0
#define SLOTS_MAX 3

typedef struct {
  int64_t accounts, slots, instruments, ticks, paths;
  double *scale, *rate, *cash, *prices;
  double *lots[SLOTS_MAX];
  int64_t *instrument[SLOTS_MAX];
} Input;

typedef struct {
  int64_t liquidations;
  double shortfall;
} Totals;

static void stop(const char *message) {
  fprintf(stderr, "%s\n", message);
  exit(2);
}

static void *allocate(int64_t count, size_t size) {
  const size_t bytes = ((size_t)count * size + 63) / 64 * 64 + 64;
  void *memory = aligned_alloc(64, bytes);
  if (!memory) stop("out of memory");
  memset(memory, 0, bytes);
  return memory;
}

static inline double *read_doubles(FILE *file, int64_t count) {
  double *values = allocate(count, sizeof(double));
  if (fread(values, sizeof(double), (size_t)count, file) != (size_t)count) stop("the input file is too short");
  return values;
}

static inline int64_t *read_indexes(FILE *file, int64_t count) {
  double *values = read_doubles(file, count);
  int64_t *indexes = allocate(count, sizeof(int64_t));
  for (int64_t i = 0; i < count; i++) indexes[i] = (int64_t)values[i];
  free(values);
  return indexes;
}

static inline Input read_input(const char *name) {
  FILE *file = fopen(name, "rb");
  if (!file) stop("cannot open the input file");
  double *header = read_doubles(file, 6);
  if (header[0] != MAGIC) stop("not a yardstick file");
  Input input = {.accounts = (int64_t)header[1], .slots = (int64_t)header[2], .instruments = (int64_t)header[3],
                 .ticks = (int64_t)header[4], .paths = (int64_t)header[5]};
  free(header);
  if (input.slots != 1 && input.slots != SLOTS_MAX) stop("accounts must have 1 or 3 positions");
  input.scale = read_doubles(file, input.instruments);
  input.rate = read_doubles(file, input.instruments);
  input.cash = read_doubles(file, input.accounts);
  for (int64_t s = 0; s < input.slots; s++) input.lots[s] = read_doubles(file, input.accounts);
  for (int64_t s = 0; s < input.slots; s++) input.instrument[s] = read_indexes(file, input.accounts);
  input.prices = read_doubles(file, input.paths * input.ticks * input.instruments);
  fclose(file);
  return input;
}

static inline const double *prices_of_path(const Input *input, int64_t path) {
  return input->prices + path * input->ticks * input->instruments;
}

static double now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e9 * (double)time.tv_sec + (double)time.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* One line of JSON; nanoseconds are those of scanning one path, without reading, preparing or resetting. */
static inline void print_answer(const char *variant, const Input *input, Totals totals, double *ns, int64_t repeats) {
  qsort(ns, (size_t)repeats, sizeof(double), ascending);
  printf("{\"variant\":\"%s\",\"accounts\":%lld,\"ticks\":%lld,\"paths\":%lld,\"repeats\":%lld,"
         "\"liquidations\":%lld,\"shortfall\":%.0f,\"nsPerPath\":{\"min\":%.0f,\"median\":%.0f,\"max\":%.0f}}\n",
         variant, (long long)input->accounts, (long long)input->ticks, (long long)input->paths, (long long)repeats,
         (long long)totals.liquidations, totals.shortfall, ns[0], ns[repeats / 2], ns[repeats - 1]);
}

#endif
