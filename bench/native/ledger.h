// What was sent and what arrived: every delivery counted, one order for a whole room, nothing lost, nothing twice.
#ifndef BENCH_LEDGER_H
#define BENCH_LEDGER_H
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** A message carries `~`, the tag of the run, its sender and its number, wherever a server puts the text. */
#define TAG_LENGTH 6
#define MARK_LENGTH (1 + TAG_LENGTH + 4 + 8)
/** How many messages of one sender may be under way. */
#define UNDER_WAY 4096

struct slot {
  uint32_t sender, n;
  uint64_t sent_ns, last_ns;
  uint32_t left;
};

/** The order in which the first receiver of each message saw them; every other one must see the same. */
struct ledger {
  struct slot *slots;
  uint32_t count, capacity;
};

struct room {
  int first, members;
  struct ledger ledger;
  uint32_t count;
  uint64_t sent;
};

static void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("fail ");
  vprintf(format, arguments);
  printf("\n");
  exit(1);
}

static struct slot *new_slot(struct ledger *ledger) {
  if (ledger->count == ledger->capacity) {
    ledger->capacity = ledger->capacity ? ledger->capacity * 2 : 256;
    ledger->slots = realloc(ledger->slots, ledger->capacity * sizeof *ledger->slots);
    if (ledger->slots == NULL) abort();
  }
  return &ledger->slots[ledger->count++];
}

static inline uint32_t hex_of(const char *text, int digits) {
  uint32_t value = 0;
  for (int i = 0; i < digits; i++) {
    int c = text[i];
    value = value << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return value;
}

/** Latencies of messages that everybody has, in nanoseconds. */
struct latencies {
  uint64_t *ns;
  size_t count, capacity;
};

static void note(struct latencies *all, uint64_t ns) {
  if (all->count == all->capacity) {
    all->capacity = all->capacity ? all->capacity * 2 : 4096;
    all->ns = realloc(all->ns, all->capacity * sizeof *all->ns);
    if (all->ns == NULL) abort();
  }
  all->ns[all->count++] = ns;
}

static int ascending(const void *one, const void *other) {
  uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
  return (a > b) - (a < b);
}

static double percentile_ms(struct latencies *all, double part) {
  if (all->count == 0) return 0;
  size_t rank = (size_t)(part * all->count);
  return all->ns[rank < all->count ? rank : all->count - 1] / 1e6;
}
/** Every message from `first` on in its place, in milliseconds of the wall clock, and how many deliveries took how long. */
static inline void write_ledger(const char *path, const struct ledger *ledger, uint32_t first, uint64_t wall_less_clock_ns,
                                struct latencies *each) {
  FILE *file = fopen(path, "w");
  if (file == NULL) fail("%s cannot be written", path);
  for (uint32_t i = first; i < ledger->count; i++) {
    const struct slot *slot = &ledger->slots[i];
    fprintf(file, "line %04x%08x %.3f %.3f\n", slot->sender, slot->n, (slot->sent_ns + wall_less_clock_ns) / 1e6,
            (slot->last_ns + wall_less_clock_ns) / 1e6);
  }
  qsort(each->ns, each->count, sizeof *each->ns, ascending);
  for (size_t i = 0, from = 0; i < each->count; i++) {
    uint64_t ms = each->ns[i] / 1000000;
    if (i + 1 < each->count && each->ns[i + 1] / 1000000 == ms) continue;
    fprintf(file, "each %lu %zu\n", ms, i + 1 - from);
    from = i + 1;
  }
  fclose(file);
}
#endif
