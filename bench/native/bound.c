// The bound: what C, epoll and SQLite do for the same work, with nothing a product needs. Everything that arrived in one turn
// of the loop is one transaction, one row for each room and one frame for each member. Speaks the JSON dialect.
//   bound <port> <database> [lose|repeat|swap]   (the last: every third frame is wrong, to test the load generator)
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "sha1.h"
#include "websocket.h"

#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

struct client {
  int fd, is_open, room, place;
  char user[32];
  struct buffer in, out;
  int waits_for_out;
};

struct group {
  char name[64];
  int *members, member_count;
  uint64_t head;
  /** What waits for the end of the turn. */
  struct buffer staged;
  int staged_count;
};

static struct client *clients;
static struct group *groups;
static int group_count, epoll, *touched, touched_count;
static sqlite3 *db;
static sqlite3_stmt *insert, *replay, *newest;
static const char *fault = "";
static int frames_sent;

static void run(const char *sql) {
  char *error = NULL;
  if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) fprintf(stderr, "%s\n", error), exit(1);
}

static void flush_out(int fd) {
  struct client *c = &clients[fd];
  while (c->out.from < c->out.length) {
    ssize_t sent = send(fd, c->out.bytes + c->out.from, c->out.length - c->out.from, MSG_NOSIGNAL);
    if (sent <= 0) break;
    c->out.from += sent;
  }
  int waits = c->out.from < c->out.length;
  if (waits == c->waits_for_out) return;
  c->waits_for_out = waits;
  struct epoll_event event = {.events = EPOLLIN | (waits ? EPOLLOUT : 0), .data.fd = fd};
  epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event);
}

static int group_of(const char *name) {
  for (int i = 0; i < group_count; i++) {
    if (strcmp(groups[i].name, name) == 0) return i;
  }
  groups = realloc(groups, (group_count + 1) * sizeof *groups);
  touched = realloc(touched, (group_count + 1) * sizeof *touched);
  struct group *g = &groups[group_count];
  *g = (struct group){0};
  snprintf(g->name, sizeof g->name, "%s", name);
  sqlite3_bind_text(newest, 1, name, -1, SQLITE_STATIC);
  if (sqlite3_step(newest) == SQLITE_ROW) g->head = sqlite3_column_int64(newest, 0);
  sqlite3_reset(newest);
  return group_count++;
}

static void leave(int fd) {
  struct client *c = &clients[fd];
  if (c->room >= 0) {
    struct group *g = &groups[c->room];
    int last = g->members[--g->member_count];
    g->members[c->place] = last;
    clients[last].place = c->place;
  }
  close(fd);
  c->fd = -1;
}

static void query(const char *head, const char *key, char *value, size_t size) {
  value[0] = 0;
  const char *found = strstr(head, key);
  if (found == NULL) return;
  found += strlen(key);
  size_t length = strcspn(found, "& \r\n");
  snprintf(value, size, "%.*s", (int)length, found);
}

static void shake_hands(int fd) {
  struct client *c = &clients[fd];
  append(&c->in, "", 1);
  char *head = c->in.bytes + c->in.from;
  char *end = strstr(head, "\r\n\r\n");
  c->in.length--;
  if (end == NULL) return;
  char key[128], name[64], have[32], digest_text[29];
  unsigned char digest[20];
  query(head, "Sec-WebSocket-Key: ", key, sizeof key - sizeof GUID);
  query(head, "room=", name, sizeof name);
  query(head, "user=", c->user, sizeof c->user);
  query(head, "have=", have, sizeof have);
  c->in.from = end + 4 - c->in.bytes;
  strcat(key, GUID);
  sha1(key, strlen(key), digest);
  base64_of_digest(digest, digest_text);
  char answer[256];
  int length = snprintf(answer, sizeof answer,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n",
                        digest_text);
  append(&c->out, answer, length);
  append_frame(&c->out, 1, "{\"ready\":true}", 14, 0);
  c->room = group_of(name);
  struct group *g = &groups[c->room];
  if (have[0] != 0) {
    sqlite3_bind_text(replay, 1, g->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(replay, 2, atoll(have));
    while (sqlite3_step(replay) == SQLITE_ROW) {
      append_frame(&c->out, 1, (const char *)sqlite3_column_text(replay, 0), sqlite3_column_bytes(replay, 0), 0);
    }
    sqlite3_reset(replay);
  }
  g->members = realloc(g->members, (g->member_count + 1) * sizeof *g->members);
  c->place = g->member_count;
  g->members[g->member_count++] = fd;
  c->is_open = 1;
}

static const char key[] = "{\"text\":\"";

/** `text` is what stands behind the key, with the end of its object. */
static void stage(struct client *c, const char *text, size_t text_length) {
  struct group *g = &groups[c->room];
  if (g->staged_count++ == 0) touched[touched_count++] = c->room;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  char head[160];
  int length = snprintf(head, sizeof head, "%s{\"seq\":%lu,\"at\":%ld,\"by\":\"%s\",\"text\":\"",
                        g->staged_count == 1 ? "[" : ",", g->head + g->staged_count, now.tv_sec * 1000 + now.tv_nsec / 1000000, c->user);
  append(&g->staged, head, length);
  append(&g->staged, text, text_length);
}

/** One message, or a list of them; what is said in the benchmark has no quotes. */
static void hear(struct client *c, const struct frame *frame) {
  const char *end = frame->text + frame->length;
  for (const char *at = frame->text; (at = memmem(at, end - at, key, sizeof key - 1)) != NULL;) {
    at += sizeof key - 1;
    const char *close = memmem(at, end - at, "\"}", 2);
    if (close == NULL) return;
    stage(c, at, close + 2 - at);
    at = close + 2;
  }
}

/** One member at a time gets a wrong stream, so that somebody has to notice. */
static int is_spoiled(struct group *g, struct client *c) {
  static struct buffer kept;
  if (fault[0] == 0 || c->place != 0 || ++frames_sent % 3 != 0) return 0;
  if (fault[0] == 'r') append_frame(&c->out, 1, g->staged.bytes, g->staged.length, 0);
  if (fault[0] == 's') {
    if (kept.length == 0) append(&kept, g->staged.bytes, g->staged.length);
    else append_frame(&c->out, 1, kept.bytes, kept.length, 0);
  }
  return fault[0] != 'r';
}

static void publish(void) {
  run("BEGIN");
  for (int i = 0; i < touched_count; i++) {
    struct group *g = &groups[touched[i]];
    append(&g->staged, "]", 1);
    sqlite3_bind_text(insert, 1, g->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 2, g->head + 1);
    sqlite3_bind_int(insert, 3, g->staged_count);
    sqlite3_bind_text(insert, 4, g->staged.bytes, g->staged.length, SQLITE_STATIC);
    if (sqlite3_step(insert) != SQLITE_DONE) fprintf(stderr, "%s\n", sqlite3_errmsg(db)), exit(1);
    sqlite3_reset(insert);
  }
  run("COMMIT");
  for (int i = 0; i < touched_count; i++) {
    struct group *g = &groups[touched[i]];
    for (int k = 0; k < g->member_count; k++) {
      struct client *c = &clients[g->members[k]];
      if (!is_spoiled(g, c)) append_frame(&c->out, 1, g->staged.bytes, g->staged.length, 0);
      flush_out(g->members[k]);
    }
    g->head += g->staged_count;
    g->staged_count = 0;
    g->staged.from = g->staged.length = 0;
  }
  touched_count = 0;
}

static void readable(int fd) {
  struct client *c = &clients[fd];
  reserve(&c->in, 4096);
  ssize_t got = recv(fd, c->in.bytes + c->in.length, c->in.capacity - c->in.length, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) return leave(fd);
  c->in.length += got;
  if (!c->is_open) shake_hands(fd);
  struct frame frame;
  while (c->is_open && next_frame(&c->in, &frame)) {
    if (frame.opcode == 8) return leave(fd);
    if (frame.opcode == 1) hear(c, &frame);
  }
  flush_out(fd);
}

static void open_database(const char *file) {
  if (sqlite3_open(file, &db) != SQLITE_OK) fprintf(stderr, "%s\n", sqlite3_errmsg(db)), exit(1);
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
      "CREATE TABLE IF NOT EXISTS segments (room TEXT NOT NULL, first_seq INTEGER NOT NULL, count INTEGER NOT NULL,"
      " body TEXT NOT NULL, PRIMARY KEY (room, first_seq)) WITHOUT ROWID");
  sqlite3_prepare_v2(db, "INSERT INTO segments VALUES (?, ?, ?, ?)", -1, &insert, NULL);
  sqlite3_prepare_v2(db, "SELECT body FROM segments WHERE room = ? AND first_seq > ? ORDER BY first_seq", -1, &replay, NULL);
  sqlite3_prepare_v2(db, "SELECT first_seq + count - 1 FROM segments WHERE room = ? ORDER BY first_seq DESC LIMIT 1", -1, &newest, NULL);
}

int main(int count, char **arguments) {
  if (count < 3) return 2;
  if (count > 3) fault = arguments[3];
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_max > 65536) files.rlim_max = 65536;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  clients = calloc(files.rlim_cur, sizeof *clients);
  open_database(arguments[2]);
  int on = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) return perror("bind"), 1;
  listen(listener, 4096);
  epoll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[512];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int ready = epoll_wait(epoll, events, 512, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        for (int next; (next = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
          setsockopt(next, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
          free(clients[next].in.bytes);
          free(clients[next].out.bytes);
          clients[next] = (struct client){.fd = next, .room = -1};
          struct epoll_event joined = {.events = EPOLLIN, .data.fd = next};
          epoll_ctl(epoll, EPOLL_CTL_ADD, next, &joined);
        }
      } else if (clients[fd].fd == fd) {
        if (events[i].events & EPOLLOUT) flush_out(fd);
        if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) readable(fd);
      }
    }
    if (touched_count > 0) publish();
  }
}
