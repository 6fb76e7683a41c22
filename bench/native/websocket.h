// WebSocket framing (RFC 6455) for the load generator and the C bound: whole text frames, no extensions.
#ifndef BENCH_WEBSOCKET_H
#define BENCH_WEBSOCKET_H
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** Bytes that grow; `from` is where the unread part begins. */
struct buffer {
  char *bytes;
  size_t from, length, capacity;
};

static inline void reserve(struct buffer *b, size_t more) {
  if (b->from == b->length) b->from = b->length = 0;
  if (b->length + more <= b->capacity) return;
  if (b->from > 0) {
    memmove(b->bytes, b->bytes + b->from, b->length - b->from);
    b->length -= b->from;
    b->from = 0;
  }
  if (b->length + more <= b->capacity) return;
  size_t capacity = b->capacity ? b->capacity : 4096;
  while (capacity < b->length + more) capacity *= 2;
  b->bytes = realloc(b->bytes, capacity);
  if (b->bytes == NULL) abort();
  b->capacity = capacity;
}

static inline void append(struct buffer *b, const void *bytes, size_t length) {
  reserve(b, length);
  memcpy(b->bytes + b->length, bytes, length);
  b->length += length;
}

static inline size_t frame_head(unsigned char *head, int opcode, size_t length, int masked) {
  size_t at = 2;
  head[0] = 0x80 | opcode;
  if (length < 126) {
    head[1] = length;
  } else if (length < 65536) {
    head[1] = 126;
    head[2] = length >> 8;
    head[3] = length;
    at = 4;
  } else {
    head[1] = 127;
    for (int i = 0; i < 8; i++) head[2 + i] = (uint64_t)length >> (56 - 8 * i);
    at = 10;
  }
  if (masked) {
    head[1] |= 0x80;
    // A mask of zeros is allowed on the wire and costs no pass over the bytes.
    memset(head + at, 0, 4);
    at += 4;
  }
  return at;
}

static inline void append_frame(struct buffer *b, int opcode, const char *text, size_t length, int masked) {
  unsigned char head[14];
  append(b, head, frame_head(head, opcode, length, masked));
  append(b, text, length);
}

struct frame {
  int opcode;
  char *text;
  size_t length;
};

/** Takes the next whole frame; 0 where more bytes are needed. The text lies in the buffer until the next read. */
static inline int next_frame(struct buffer *b, struct frame *frame) {
  size_t there = b->length - b->from;
  unsigned char *p = (unsigned char *)b->bytes + b->from;
  if (there < 2) return 0;
  size_t at = 2;
  uint64_t length = p[1] & 0x7f;
  if (length == 126) {
    if (there < 4) return 0;
    length = p[2] << 8 | p[3];
    at = 4;
  } else if (length == 127) {
    if (there < 10) return 0;
    length = 0;
    for (int i = 0; i < 8; i++) length = length << 8 | p[2 + i];
    at = 10;
  }
  unsigned char *mask = p + at;
  int masked = p[1] & 0x80;
  if (masked) at += 4;
  if (there < at + length) return 0;
  frame->opcode = p[0] & 0x0f;
  frame->text = (char *)p + at;
  frame->length = length;
  if (masked && (mask[0] | mask[1] | mask[2] | mask[3])) {
    for (uint64_t i = 0; i < length; i++) frame->text[i] ^= mask[i & 3];
  }
  b->from += at + length;
  return 1;
}
#endif
