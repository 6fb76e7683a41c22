// One client: its socket, and how it speaks to each kind of server.
#ifndef BENCH_CONNECTION_H
#define BENCH_CONNECTION_H
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "ledger.h"
#include "websocket.h"

enum dialect { LOCKSTEP, JSON, SOCKET_IO };
enum phase { CLOSED, UPGRADING, JOINING, JOINED };

/** Lockstep's flow control: a reader says what it holds after so many bytes. */
#define HELD_EVERY_BYTES (256 * 1024)
#define BODY_BYTES 200
/** Lockstep takes frames of 64 KiB. */
#define PACK_BYTES (60 * 1024)

struct connection {
  int fd, room, port, is_sender;
  enum phase phase;
  char *path, *protocols[2];
  int has_joined_before;
  struct buffer in, out;
  /** What this turn has to say, where the server takes it together. */
  struct buffer pack;
  int packed;
  int waits_for_out;
  /** How many messages of its room it has. */
  uint32_t received;
  uint32_t next_n, placed_n, settled_n, owed;
  /** Where only each sender's own order holds: what it has of each, and what each has sent. */
  uint32_t *received_of;
  struct ledger ledger;
  uint64_t *sent_ns;
  uint64_t since_ns;
  /** Lockstep: when it last said something, heard something, and pinged. */
  uint64_t said_ns, heard_ns, pinged_ns;
  /** Lockstep: the last event held, the log it belongs to, bytes not yet said to be held. */
  uint64_t have, unheld;
  /** Events of the present frame up to here are had already. */
  uint64_t known;
  char log[80];
};

static enum dialect dialect;
static char tag[TAG_LENGTH + 1];
static char page[40];
static int epoll;
static char filler[BODY_BYTES + 1];
/** Whether the server takes what a client says in one turn in one frame. */
static int packs;

static void say(struct connection *c, const char *text, size_t length) { append_frame(&c->out, 1, text, length, 1); }

static const char *pack_head(void) { return dialect == LOCKSTEP ? "{\"type\":\"commands\",\"commands\":[" : "["; }
static const char *pack_tail(void) { return dialect == LOCKSTEP ? "]}" : "]"; }

/** What was said in this turn is a frame. One message alone goes as it is. */
static void seal(struct connection *c) {
  if (c->packed == 0) return;
  size_t head = strlen(pack_head());
  if (c->packed > 1) append(&c->pack, pack_tail(), strlen(pack_tail()));
  size_t from = c->packed > 1 ? 0 : head;
  say(c, c->pack.bytes + from, c->pack.length - from);
  c->packed = 0;
  c->pack.from = c->pack.length = 0;
}

static void pack(struct connection *c, const char *text, size_t length) {
  if (c->pack.length + length > PACK_BYTES) seal(c);
  if (c->packed++ == 0) append(&c->pack, pack_head(), strlen(pack_head()));
  else append(&c->pack, ",", 1);
  append(&c->pack, text, length);
}

static void flush_out(struct connection *c, int index) {
  seal(c);
  while (c->out.from < c->out.length) {
    ssize_t sent = send(c->fd, c->out.bytes + c->out.from, c->out.length - c->out.from, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) break;
    if (sent < 0) fail("client %d: cannot send: %s", index, strerror(errno));
    c->out.from += sent;
  }
  int waits = c->out.from < c->out.length;
  if (waits == c->waits_for_out) return;
  c->waits_for_out = waits;
  struct epoll_event event = {.events = EPOLLIN | (waits ? EPOLLOUT : 0), .data.u32 = index};
  epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
}

static void open_socket(struct connection *c, int index) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(c->port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) fail("client %d: no socket: %s", index, strerror(errno));
  int on = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS) {
    fail("client %d: cannot connect: %s", index, strerror(errno));
  }
  c->in.from = c->in.length = c->out.from = c->out.length = 0;
  c->phase = UPGRADING;
  c->waits_for_out = 1;
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.u32 = index};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
  const char *protocol = c->protocols[c->has_joined_before];
  char have[32] = "";
  // Lockstep says it in its hello.
  if (c->has_joined_before && dialect != LOCKSTEP) snprintf(have, sizeof have, "&have=%u", c->received);
  c->has_joined_before = 1;
  char head[8192];
  int length = snprintf(head, sizeof head,
                        "GET %s%s HTTP/1.1\r\nHost: localhost:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s%s%s\r\n",
                        c->path, have, c->port,
                        strcmp(protocol, "-") ? "Sec-WebSocket-Protocol: " : "", strcmp(protocol, "-") ? protocol : "",
                        strcmp(protocol, "-") ? "\r\n" : "");
  append(&c->out, head, length);
}

/** The transport is gone, as when a phone loses its network: no goodbye. */
static void drop(struct connection *c) {
  struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(c->fd);
  c->phase = CLOSED;
}

static void greet(struct connection *c, int index) {
  char text[256];
  int length = 0;
  if (dialect == LOCKSTEP) {
    int known = c->log[0] != 0;
    length = snprintf(text, sizeof text, "{\"type\":\"hello\",\"client\":\"%s-%d\",\"have\":%lu,\"log\":%s%s%s,\"pending\":null}",
                      page, index, c->have, known ? "\"" : "", known ? c->log : "null", known ? "\"" : "");
  } else if (dialect == SOCKET_IO) {
    length = snprintf(text, sizeof text, "40");
  }
  if (length > 0) say(c, text, length);
}

/** What is sent is a line of a room and not a message of a conversation. */
static int is_say;

static void send_message(struct connection *c, int index, uint64_t now_ns) {
  uint32_t n = ++c->next_n;
  if (n - c->settled_n >= UNDER_WAY) fail("client %d: %d messages unanswered", index, UNDER_WAY);
  c->said_ns = c->sent_ns[n % UNDER_WAY] = now_ns;
  char text[512];
  int at = 0;
  if (dialect == LOCKSTEP) {
    at = sprintf(text,
                 "{\"type\":\"command\",\"n\":%u,\"since\":%lu,\"floor\":%u,\"name\":%s\"text\":\"", n, c->have,
                 c->settled_n + 1, is_say ? "\"say\",\"data\":{" : "\"send\",\"data\":{\"body\":{\"kind\":\"plain\",");
  } else {
    at = sprintf(text, dialect == JSON ? "{\"text\":\"" : "42[\"message\",\"");
  }
  at += sprintf(text + at, "~%s%04x%08x%s", tag, index, n, filler + MARK_LENGTH);
  at += sprintf(text + at, dialect == LOCKSTEP ? (is_say ? "\"}}" : "\"}}}") : dialect == JSON ? "\"}" : "\"]");
  if (packs) pack(c, text, at);
  else say(c, text, at);
}

static int starts(const struct frame *frame, const char *with) {
  size_t length = strlen(with);
  return frame->length >= length && memcmp(frame->text, with, length) == 0;
}

static uint64_t number_after(const struct frame *frame, const char *key) {
  char *found = memmem(frame->text, frame->length, key, strlen(key));
  if (found == NULL) fail("no %s in %.*s", key, (int)(frame->length < 300 ? frame->length : 300), frame->text);
  return strtoull(found + strlen(key), NULL, 10);
}

/** The event that begins last before `end`: events are in order, so from behind it is the newest. */
static uint64_t seq_before(const struct frame *frame, const char *end) {
  static const char key[] = "{\"seq\":";
  for (;;) {
    const char *brace = memrchr(frame->text, '{', end - frame->text);
    if (brace == NULL) fail("events without a seq: %.*s", 200, frame->text);
    if (memcmp(brace, key, sizeof key - 1) == 0) return strtoull(brace + sizeof key - 1, NULL, 10);
    end = brace;
  }
}

/** Whether the frame may carry messages. Answers what the protocol asks to be answered. */
static int understand(struct connection *c, int index, const struct frame *frame) {
  if (dialect == JSON) {
    if (c->phase == JOINED) return 1;
    if (!starts(frame, "{\"ready\"")) return 1;
    c->phase = JOINED;
    return 0;
  }
  if (dialect == SOCKET_IO) {
    if (starts(frame, "2")) say(c, "3", 1);
    else if (starts(frame, "0")) greet(c, index);
    else if (starts(frame, "40")) c->phase = JOINED;
    else return 1;
    return 0;
  }
  int carries = 1;
  c->unheld += frame->length;
  if (starts(frame, "{\"type\":\"events\"")) {
    uint64_t first = number_after(frame, "{\"seq\":"), last = seq_before(frame, frame->text + frame->length);
    if (first > c->have + 1) fail("client %d: a hole in the stream: %lu after %lu", index, first, c->have);
    // A reader that was held back is replayed what was still under way to it: pages drop what they have, and so does this one.
    c->known = first <= c->have ? c->have : 0;
    if (last > c->have) c->have = last;
  } else if (starts(frame, "{\"type\":\"welcome\"")) {
    c->phase = JOINED;
    c->known = 0;
    // What `have` lacks is replayed behind the welcome; a snapshot stands for all of it.
    if (memmem(frame->text, frame->length, "\"snapshot\":null", 15) == NULL) c->have = number_after(frame, "\"head\":");
    char *log = memmem(frame->text, frame->length, "\"log\":\"", 7);
    if (log != NULL) sscanf(log + 7, "%79[^\"]", c->log);
  } else if (starts(frame, "{\"type\":\"reject\"") || starts(frame, "{\"type\":\"bye\"")) {
    fail("client %d: %.*s", index, (int)frame->length, frame->text);
  } else {
    carries = 0;
  }
  if (c->unheld >= HELD_EVERY_BYTES) {
    c->unheld = 0;
    char held[64];
    say(c, held, sprintf(held, "{\"type\":\"held\",\"seq\":%lu}", c->have));
  }
  return carries;
}
#endif
