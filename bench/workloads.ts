// The work every setup is given, in the words of the load generator; `--quick` gives less of the same.

export type WorkloadName = "cold" | "C" | "A" | "Amax8" | "Amax32" | "B" | "Bmax" | "fan" | "D" | "D20";

export type Workload = {
  readonly name: WorkloadName;
  readonly title: string;
  /** Workloads of one name share their rooms. */
  readonly rooms: { readonly name: string; readonly count: number; readonly members: number; readonly senders: number };
  /** How often those that are compared are measured in a round, in turn, and how long each is warmed again before. */
  readonly laps: { readonly count: number; readonly warmMs: number };
  readonly run:
    | { readonly kind: "rate"; readonly perSecond: number; readonly ms: number; readonly warmMs: number }
    | { readonly kind: "window"; readonly outstanding: number; readonly ms: number; readonly warmMs: number }
    | { readonly kind: "hold"; readonly ms: number }
    | { readonly kind: "rejoin"; readonly messages: number }
    | { readonly kind: "cold" };
};

/** No gate is about them: a look does without. */
const VARIANTS: ReadonlySet<WorkloadName> = new Set(["Amax32", "Bmax", "fan", "D20"]);

/** The whole, or a tenth of it for a look. */
export const workloadsOf = (isQuick: boolean): readonly Workload[] => {
  const ms = (whole: number, quick: number) => (isQuick ? quick : whole);
  /** Long enough for a just-in-time compiler to have seen the work. */
  const warmMs = ms(2_000, 500);
  /**
   * Every chat has had its first message, of which the directory and an inbox learn, before any is counted: that one is in
   * ten minutes. Inboxes leave memory ten seconds later, hundreds at once.
   */
  const chatsWarmMs = ms(12_500, 800);
  const saturatedMs = ms(2_000, 500);
  const ratedMs = ms(3_000, 1_000);
  const once = { laps: { count: 1, warmMs: 0 } };
  const often = (count: number, againMs: number) => ({ laps: { count: ms(count, 1), warmMs: ms(againMs, 300) } });
  const hall = { name: "a", count: 1, members: 50, senders: 10 };
  const chats = isQuick ? 100 : 500;
  const pairs = { name: "b", count: chats, members: 2, senders: 2 };
  const crowd = isQuick ? 200 : 1_000;
  const window = (outstanding: number) => ({ kind: "window", outstanding, ms: saturatedMs, warmMs }) as const;
  const all: readonly Workload[] = [
    // The saturated room first: a server that has run for days has compiled what a few hundred messages leave interpreted.
    {
      name: "Amax8",
      title: "one room of 50 saturated with messages of 200 bytes, 10 senders with 8 outstanding each",
      rooms: hall,
      ...often(5, 500),
      run: window(8),
    },
    { name: "Amax32", title: "the same with 32 outstanding each", rooms: hall, ...once, run: window(32) },
    {
      name: "A",
      title: "the same room, the same 10 send 200 messages a second together",
      rooms: hall,
      ...often(5, 1_500),
      run: { kind: "rate", perSecond: 200, ms: ms(3_000, 1_000), warmMs },
    },
    {
      name: "B",
      title: `${chats} direct chats, ${chats} messages a second`,
      rooms: pairs,
      ...often(3, 3_000),
      run: { kind: "rate", perSecond: chats, ms: ms(5_000, 1_000), warmMs: chatsWarmMs },
    },
    {
      name: "Bmax",
      title: "the same chats saturated, 1 outstanding per person",
      rooms: pairs,
      ...once,
      run: window(1),
    },
    {
      name: "fan",
      title: `one room of ${crowd}, 10 of them send 10 messages a second`,
      rooms: { name: "fan", count: 1, members: crowd, senders: 10 },
      ...once,
      run: { kind: "rate", perSecond: 10, ms: ratedMs, warmMs: 500 },
    },
    {
      name: "D",
      title: `${crowd} clients of one room drop, 50 messages are written, all come back at once`,
      rooms: { name: "d", count: 1, members: crowd, senders: 1 },
      ...once,
      run: { kind: "rejoin", messages: 50 },
    },
    {
      name: "D20",
      title: "the same for rooms of 50",
      rooms: { name: "d20", count: crowd / 50, members: 50, senders: 1 },
      ...once,
      run: { kind: "rejoin", messages: 50 },
    },
    // Last a server that begins anew, with nothing compiled and no memory to use again, and thousands of objects to let go of.
    {
      name: "cold",
      title: "first message to a room nobody touched since the server started, from opening the socket",
      rooms: { name: "cold", count: ms(30, 5), members: 2, senders: 1 },
      ...once,
      run: { kind: "cold" },
    },
    {
      name: "C",
      title: `${isQuick ? "1,000" : "5,000"} idle sockets in rooms of 50`,
      rooms: { name: "c", count: isQuick ? 20 : 100, members: 50, senders: 1 },
      ...once,
      run: { kind: "hold", ms: 500 },
    },
  ];
  return isQuick ? all.filter(({ name }) => !VARIANTS.has(name)) : all;
};
