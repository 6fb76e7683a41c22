// The load generator: many clients on one core, the same for every server. Reads a plan from standard input and says `ready`;
// then, for each line `warm <ms>`, works for so long and says `ready` again, and for each `go` runs and says `done` with its
// figures. Every delivery is counted and compared; where one is wrong it says `fail` with the reason.
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include "connection.h"

#define CONNECT_AT_ONCE 64
#define PING_EVERY_NS 5000000000ull
/** Each client is looked at so often, and pings where it would be late at the next look. */
#define LOOK_EVERY_NS 250000000ull
#define READ_BYTES 16384
/** Among the clients' own events: a line came on standard input. */
#define ASKED UINT32_MAX

static struct connection *clients;
static struct room *rooms;
static int client_count, room_count, *senders, sender_count;
static uint64_t deliveries, latest_ns, next_look_ns;
static int look_at;
static struct latencies latencies, each;
/** Where the order of the first room and every latency is written at the end, so that others may be compared with it. */
static const char *ledger_path;
/** Outstanding messages per sender that are sent anew as they arrive; 0 where a clock sends them. */
static int window;
static int is_sending, has_one_order;
/** A line waits on standard input. */
static int is_asked;
/** Latencies are those of coming back: from opening the socket to having everything. */
static int is_returning;

/** Thousands of sockets take minutes to open on a small machine. */
static uint64_t patience_ns = 60000000000ull;

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/** The place of a message in the one order of its room, or of its sender where a server promises no more than that. */
static struct slot *place(struct connection *c, int index, struct connection *from, uint32_t sender, uint32_t n) {
  struct room *room = &rooms[c->room];
  struct ledger *ledger = has_one_order ? &room->ledger : &from->ledger;
  uint32_t *received = &c->received;
  if (!has_one_order) {
    if (c->received_of == NULL) c->received_of = calloc(room->members, sizeof *c->received_of);
    received = &c->received_of[sender - room->first];
    c->received++;
  }
  uint32_t at = (*received)++;
  if (at == ledger->count) {
    if (n != from->placed_n + 1) fail("message %u of client %u came where %u was due", n, sender, from->placed_n + 1);
    from->placed_n = n;
    room->count++;
    *new_slot(ledger) = (struct slot){.sender = sender, .n = n, .left = room->members, .sent_ns = from->sent_ns[n % UNDER_WAY]};
  }
  struct slot *slot = &ledger->slots[at];
  if (slot->sender != sender || slot->n != n) {
    fail("client %d: message %u of %u at place %u, where others have %u of %u", index, n, sender, at, slot->n, slot->sender);
  }
  return slot;
}

static void deliver(struct connection *c, int index, uint32_t sender, uint32_t n) {
  struct room *room = &rooms[c->room];
  if ((int)sender >= client_count || clients[sender].room != c->room) fail("client %d: a message of another room", index);
  struct connection *from = &clients[sender];
  struct slot *slot = place(c, index, from, sender, n);
  deliveries++;
  slot->left--;
  if (ledger_path != NULL) note(&each, latest_ns - slot->sent_ns);
  if (slot->left == 0) slot->last_ns = latest_ns;
  if (is_returning) {
    if (c->received == room->count) note(&latencies, latest_ns - c->since_ns);
  } else if (slot->left == 0) {
    note(&latencies, latest_ns - slot->sent_ns);
  }
  if (from != c) return;
  c->settled_n = n;
  c->owed++;
}

static void receive(struct connection *c, int index, const struct frame *frame) {
  if (frame->opcode == 8) fail("client %d: closed by the server", index);
  if (frame->opcode == 9) append_frame(&c->out, 10, frame->text, frame->length, 1);
  if (frame->opcode != 1 || !understand(c, index, frame)) return;
  const char *end = frame->text + frame->length;
  for (const char *at = frame->text; (at = memchr(at, '~', end - at)) != NULL; at++) {
    if (end - at < MARK_LENGTH || memcmp(at + 1, tag, TAG_LENGTH) != 0) continue;
    if (c->known > 0 && seq_before(frame, at) <= c->known) continue;
    deliver(c, index, hex_of(at + 1 + TAG_LENGTH, 4), hex_of(at + 5 + TAG_LENGTH, 8));
    at += MARK_LENGTH - 1;
  }
  // Only now is all that the frame settled known, which the next commands refer to.
  for (; c->owed > 0; c->owed--) {
    if (window > 0 && is_sending) send_message(c, index, latest_ns);
  }
}

static void upgraded(struct connection *c, int index) {
  char *head = c->in.bytes + c->in.from;
  char *end = memmem(head, c->in.length - c->in.from, "\r\n\r\n", 4);
  if (end == NULL) return;
  if (memcmp(head, "HTTP/1.1 101", 12) != 0) fail("client %d: %.*s", index, (int)(c->in.length - c->in.from), head);
  c->in.from += end + 4 - head;
  c->phase = JOINING;
  c->said_ns = latest_ns;
  if (dialect != SOCKET_IO) greet(c, index);
}

static void readable(struct connection *c, int index) {
  reserve(&c->in, READ_BYTES);
  size_t room = c->in.capacity - c->in.length;
  ssize_t got = recv(c->fd, c->in.bytes + c->in.length, room, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) fail("client %d: the connection is gone: %s", index, got == 0 ? "closed" : strerror(errno));
  c->in.length += got;
  if ((size_t)got == room) reserve(&c->in, room * 2);
  latest_ns = c->heard_ns = now_ns();
  if (c->phase == UPGRADING) upgraded(c, index);
  struct frame frame;
  while (c->phase > UPGRADING && next_frame(&c->in, &frame)) receive(c, index, &frame);
}

/** As a page does, but up to a look earlier: who says something and hears something need not ping. */
static void ping_in_time(struct connection *c, int index, uint64_t now) {
  uint64_t alive = c->said_ns < c->heard_ns ? c->said_ns : c->heard_ns;
  if (alive < c->pinged_ns) alive = c->pinged_ns;
  if (c->phase != JOINED || now - alive < PING_EVERY_NS - LOOK_EVERY_NS) return;
  c->pinged_ns = now;
  say(c, "ping", 4);
  flush_out(c, index);
}

/** Handles what is there, or waits for it until `until`. */
static void turn(uint64_t until_ns) {
  uint64_t now = now_ns();
  while (dialect == LOCKSTEP && next_look_ns <= now) {
    ping_in_time(&clients[look_at], look_at, now);
    look_at = (look_at + 1) % client_count;
    next_look_ns += LOOK_EVERY_NS / client_count;
  }
  if (dialect == LOCKSTEP && until_ns > next_look_ns) until_ns = next_look_ns;
  uint64_t wait = until_ns > now ? until_ns - now : 0;
  struct timespec timeout = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
  struct epoll_event events[256];
  int count = epoll_pwait2(epoll, events, 256, &timeout, NULL);
  for (int i = 0; i < count; i++) {
    if (events[i].data.u32 == ASKED) {
      is_asked = 1;
      continue;
    }
    int index = events[i].data.u32;
    struct connection *c = &clients[index];
    if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) readable(c, index);
    flush_out(c, index);
  }
}

/** Connects every closed client of `[first, last)`, some at a time, and waits until all have joined. */
static void join(int first, int last) {
  uint64_t until = now_ns() + patience_ns;
  for (int next = first, joined = first; joined < last;) {
    while (next < last && next - joined < CONNECT_AT_ONCE) {
      struct connection *c = &clients[next];
      if (c->phase == CLOSED) {
        c->since_ns = now_ns();
        open_socket(c, next);
      }
      next++;
    }
    turn(now_ns() + 10000000);
    while (joined < next && clients[joined].phase == JOINED) joined++;
    if (now_ns() > until) fail("client %d could not join", joined);
  }
}

static void settle(void) {
  uint64_t until = now_ns() + patience_ns;
  for (int room = 0; room < room_count;) {
    struct room *r = &rooms[room];
    int whole = r->count == r->sent;
    for (int i = r->first; whole && i < r->first + r->members; i++) {
      whole = clients[i].phase != JOINED || clients[i].received == r->count;
    }
    if (whole) {
      room++;
      continue;
    }
    if (now_ns() > until) fail("room %d: %u of %lu messages came, and not to everybody", room, r->count, r->sent);
    turn(now_ns() + 10000000);
  }
}

static void count_sent(void) {
  for (int i = 0; i < room_count; i++) rooms[i].sent = 0;
  for (int i = 0; i < sender_count; i++) rooms[clients[senders[i]].room].sent += clients[senders[i]].next_n;
}

/** In [0, 1), the same numbers for every server (a linear congruential generator, as in POSIX drand48). */
static double chance(void) {
  static uint64_t seed = 1;
  seed = (seed * 0x5deece66dull + 11) & 0xffffffffffffull;
  return seed / (double)(1ull << 48);
}

/** Each message is due at some moment of its share of the time: people keep no step with a server's timers. */
static void drive_by_clock(double per_second, int ms) {
  static int turn_of;
  uint64_t start = now_ns();
  uint64_t total = per_second * ms / 1000;
  for (uint64_t i = 0; i < total; i++) {
    uint64_t due = start + (i + chance()) * 1e9 / per_second;
    while (now_ns() < due) turn(due);
    int index = senders[turn_of++ % sender_count];
    // Late is late: what a busy machine delays counts as waiting.
    send_message(&clients[index], index, due);
    flush_out(&clients[index], index);
  }
}

static void drive_by_window(int outstanding, int ms) {
  window = outstanding;
  is_sending = 1;
  for (int i = 0; i < sender_count; i++) {
    struct connection *c = &clients[senders[i]];
    for (int k = 0; k < outstanding; k++) send_message(c, senders[i], now_ns());
    flush_out(c, senders[i]);
  }
  uint64_t until = now_ns() + ms * 1000000ull;
  while (now_ns() < until) turn(until);
  is_sending = 0;
}

static void drive(const char *kind, double amount, int ms) {
  if (strcmp(kind, "rate") == 0) drive_by_clock(amount, ms);
  else drive_by_window(amount, ms);
  count_sent();
  settle();
}

/** Everybody but the writer of each room goes; the writers write; everybody comes back. */
static void leave_and_write(int messages) {
  for (int i = 0; i < client_count; i++) {
    if (!clients[i].is_sender) drop(&clients[i]);
  }
  for (int i = 0; i < messages; i++) {
    for (int k = 0; k < sender_count; k++) {
      send_message(&clients[senders[k]], senders[k], now_ns());
      flush_out(&clients[senders[k]], senders[k]);
    }
    count_sent();
    settle();
  }
}

static void come_back(void) {
  is_returning = 1;
  join(0, client_count);
  settle();
}

/** Each room for the first time: from opening a socket to having one's own first message. */
static void drive_cold(void) {
  for (int i = 0; i < room_count; i++) {
    int index = rooms[i].first;
    struct connection *c = &clients[index];
    uint64_t start = now_ns();
    join(index, index + 1);
    send_message(c, index, now_ns());
    flush_out(c, index);
    while (c->received == 0) turn(now_ns() + patience_ns);
    note(&latencies, latest_ns - start);
    drop(c);
  }
}

static void read_plan(char *kind, double *amount, int *ms, int *warm_ms) {
  char line[8192], word[16], order[16], together[8], sender[2], protocols[2][2048], path[4096];
  int port, members;
  while (fgets(line, sizeof line, stdin) && strcmp(line, "end\n") != 0) {
    if (sscanf(line, "dialect %15s order %15s packs %7s", word, order, together) == 3) {
      packs = strcmp(together, "yes") == 0;
      has_one_order = strcmp(order, "room") == 0;
      is_say = strcmp(word, "lockstep-room") == 0;
      dialect = is_say || strcmp(word, "lockstep") == 0 ? LOCKSTEP : strcmp(word, "json") == 0 ? JSON : SOCKET_IO;
    } else if (sscanf(line, "tag %6s page %39s", tag, page) == 2 || sscanf(line, "run %15s %lf %d %d", kind, amount, ms, warm_ms) == 4) {
    } else if (sscanf(line, "room %d", &members) == 1) {
      rooms = realloc(rooms, (room_count + 1) * sizeof *rooms);
      rooms[room_count++] = (struct room){.first = client_count, .members = members};
    } else if (sscanf(line, "seat %d %1s %2047s %2047s %4095s", &port, sender, protocols[0], protocols[1], path) == 5) {
      clients = realloc(clients, (client_count + 1) * sizeof *clients);
      struct connection *c = &clients[client_count];
      *c = (struct connection){.port = port, .room = room_count - 1, .is_sender = sender[0] == 'S', .path = strdup(path)};
      c->protocols[0] = strdup(protocols[0]);
      c->protocols[1] = strdup(protocols[1]);
      if (c->is_sender) {
        c->sent_ns = calloc(UNDER_WAY, sizeof *c->sent_ns);
        senders = realloc(senders, (sender_count + 1) * sizeof *senders);
        senders[sender_count++] = client_count;
      }
      client_count++;
    } else {
      fail("not a line of a plan: %s", line);
    }
  }
}

static double cpu_ms(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
}

static void run(const char *kind, double amount, int ms) {
  if (strcmp(kind, "cold") == 0) drive_cold();
  else if (strcmp(kind, "rejoin") == 0) come_back();
  else if (strcmp(kind, "hold") == 0) for (uint64_t until = now_ns() + ms * 1000000ull; now_ns() < until;) turn(until);
  else drive(kind, amount, ms);
}

static uint64_t all_sent(void) {
  uint64_t sent = 0;
  for (int i = 0; i < room_count; i++) sent += rooms[i].sent;
  return sent;
}

/** One run and its figures. */
static void measure(const char *kind, double amount, int ms) {
  deliveries = latencies.count = each.count = 0;
  uint32_t placed_before = room_count > 0 ? rooms[0].ledger.count : 0;
  uint64_t sent_before = all_sent(), start = now_ns();
  double cpu_before = cpu_ms();
  run(kind, amount, ms);
  double elapsed_ms = (now_ns() - start) / 1e6, client_cpu_ms = cpu_ms() - cpu_before;
  if (ledger_path != NULL) {
    struct timespec wall;
    clock_gettime(CLOCK_REALTIME, &wall);
    uint64_t wall_ns = wall.tv_sec * 1000000000ull + wall.tv_nsec;
    write_ledger(ledger_path, &rooms[0].ledger, placed_before, wall_ns - now_ns(), &each);
  }
  qsort(latencies.ns, latencies.count, sizeof *latencies.ns, ascending);
  printf("done {\"clients\":%d,\"messages\":%lu,\"deliveries\":%lu,\"elapsedMs\":%.3f,\"clientCpuMs\":%.1f,\"samples\":%zu,"
         "\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"maxMs\":%.3f}\n",
         client_count, all_sent() - sent_before, deliveries, elapsed_ms, client_cpu_ms, latencies.count,
         percentile_ms(&latencies, 0.5), percentile_ms(&latencies, 0.99), percentile_ms(&latencies, 1));
}

/** Waits for a line and meanwhile answers servers as ever; 0 where none will come. */
static int next_line(char *line, int size) {
  for (is_asked = 0; !is_asked;) turn(now_ns() + 1000000000);
  return fgets(line, size, stdin) != NULL;
}

int main(void) {
  char kind[16] = "", line[32];
  int ms, warm_ms;
  double amount;
  setvbuf(stdout, NULL, _IOLBF, 0);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (getenv("PATIENCE_S") != NULL) patience_ns = strtoull(getenv("PATIENCE_S"), NULL, 10) * 1000000000ull;
  ledger_path = getenv("LEDGER");
  memset(filler, 'x', BODY_BYTES);
  epoll = epoll_create1(0);
  read_plan(kind, &amount, &ms, &warm_ms);
  next_look_ns = now_ns();
  int is_cold = strcmp(kind, "cold") == 0, is_rejoin = strcmp(kind, "rejoin") == 0, is_hold = strcmp(kind, "hold") == 0;
  if (!is_cold) join(0, client_count);
  if (is_rejoin) leave_and_write(amount);
  if (!is_cold && !is_rejoin && !is_hold && warm_ms > 0) drive(kind, amount, warm_ms);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = ASKED};
  epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
  printf("ready\n");
  while (next_line(line, sizeof line)) {
    if (sscanf(line, "warm %d", &warm_ms) == 1) {
      drive(kind, amount, warm_ms);
      printf("ready\n");
    } else {
      measure(kind, amount, ms);
    }
  }
  return 0;
}
