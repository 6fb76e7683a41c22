import { expect, test } from "vitest";
import { parseSamples, sharesOf } from "./where-time-goes.ts";

const TEXT = `workerd
\t    ffffffff8123 copy_from_iter ([kernel.kallsyms])
\t    ffffffff8124 tcp_sendmsg ([kernel.kallsyms])
\t        7f00dead __send (/usr/lib/libc.so.6)

workerd
\t        7f00beef memmove (/usr/lib/libc.so.6)
\t        55550001 kj::(anonymous namespace)::WebSocketImpl::send(kj::ArrayPtr<char const>) (/opt/workerd)

workerd
\t        12340001 [unknown] ([JIT] tid 7)
\t        55550002 v8::Function::Call (/opt/workerd)

workerd
\t        12340002 [unknown] ([JIT] tid 7)

`;

test("a sample is told by what was on top and on whose behalf; kernel, runtime and JavaScript apart", () => {
  const samples = parseSamples(TEXT);
  expect(samples).toHaveLength(4);
  expect(samples[1]?.[1]).toEqual({
    name: "kj::(anonymous namespace)::WebSocketImpl::send(kj::ArrayPtr<char const>)",
    file: "/opt/workerd",
  });
  expect(sharesOf(samples)).toEqual([
    { kind: "JavaScript", share: 0.5 },
    { kind: "kernel: sending", share: 0.25 },
    { kind: "runtime: carrying what is sent", share: 0.25 },
  ]);
});

test("no samples have no shares", () => {
  expect(sharesOf(parseSamples(""))).toEqual([]);
});
