// The timeline: only what is near the screen exists, and nobody loses their place when something arrives above or below.
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import type { Ref } from "react";
import { isSeen, type Shown } from "#web/features/media/attached.ts";
import { gridHeightPx } from "#web/features/media/picture-rows.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import type { Row } from "./timeline.ts";

export type TimelineHandle = {
  readonly toEnd: () => void;
  /** False where the message is not among the rows. */
  readonly show: (seq: number) => boolean;
};

type TimelineProps = {
  readonly rows: readonly Row[];
  readonly renderRow: (row: Row, isActive: boolean) => ReactNode;
  readonly isAtHead: boolean;
  readonly hasOlder: boolean;
  readonly loadOlder: () => void;
  readonly loadNewer: () => void;
  readonly toNewest: () => void;
  /** The newest message on screen, and whether it is the last there is. */
  readonly onSeen: (seq: number, isAll: boolean) => void;
  /** The topmost message on screen; null at the end. */
  readonly onPlace: (seq: number | null) => void;
  readonly handle: Ref<TimelineHandle>;
  /** Lies over the rows, so that nothing moves because of it. */
  readonly notice: ReactNode;
};

const NEAR_END_PX = 80;
const ROWS_AHEAD = 8;
const FOUND_FOR_MS = 1_600;

const FILE_PX = 62;

const attachedHeight = (attachments: readonly Shown[]): number => {
  const seen = attachments.filter(isSeen);
  return gridHeightPx(seen) + FILE_PX * (attachments.length - seen.length);
};

const heightOf = (row: Row | undefined): number => {
  if (row === undefined) return 40;
  if (row.kind === "day" || row.kind === "unread") return 48;
  if (row.kind === "notice") return 32;
  const text = row.kind === "waiting" ? row.send.body : row.message.body;
  const lines = text?.kind === "plain" ? Math.ceil(text.text.length / 60) + text.text.split("\n").length - 1 : 1;
  return (row.more ? 6 : 44) + 24 * lines + attachedHeight(text?.kind === "plain" ? (text.attachments ?? []) : []);
};

const seqOf = (row: Row | undefined): number | null => (row?.kind === "message" ? row.message.seq : null);

export const Timeline = ({
  rows,
  renderRow,
  isAtHead,
  hasOlder,
  loadOlder,
  loadNewer,
  toNewest,
  onSeen,
  onPlace,
  handle,
  notice,
}: TimelineProps) => {
  const t = useTalk();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const [found, setFound] = useState<string | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [seenAtEnd, setSeenAtEnd] = useState(0);
  const isPlaced = useRef(false);
  const wantsEnd = useRef(false);

  // It keeps its own state and is read anew with every render.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
    paddingStart: 12,
    paddingEnd: 8,
    anchorTo: "end",
    followOnAppend: isAtHead,
    scrollEndThreshold: NEAR_END_PX,
  });

  /** Told after every scroll and every change of rows, held or rendered: what is seen, what is missing. */
  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null || rows.length === 0 || !isPlaced.current) return;
    const top = element.scrollTop;
    const bottom = top + element.clientHeight;
    const visible = virtual.getVirtualItems().filter(({ start, end }) => end > top && start < bottom);
    const first = visible[0]?.index ?? 0;
    const end = element.scrollHeight - bottom < NEAR_END_PX;
    setAtEnd(end && isAtHead);
    const seqs = visible.map(({ index }) => seqOf(rows[index])).filter((seq) => seq !== null);
    const lastSeen = seqs.at(-1);
    const newest = seqOf(rows.findLast(({ kind }) => kind === "message"));
    if (lastSeen !== undefined) onSeen(lastSeen, isAtHead && lastSeen === newest);
    if (end && isAtHead && newest !== null) setSeenAtEnd(newest);
    onPlace(end && isAtHead ? null : (seqs[0] ?? null));
    if (first <= ROWS_AHEAD && hasOlder) loadOlder();
    if (!isAtHead && (visible.at(-1)?.index ?? 0) >= rows.length - ROWS_AHEAD) loadNewer();
  }, [rows, isAtHead, hasOlder, loadOlder, loadNewer, onSeen, onPlace, virtual]);

  // The first time at what is unread, else at the end; afterwards wherever one is.
  useEffect(() => {
    if (rows.length === 0) return;
    if (!isPlaced.current) {
      isPlaced.current = true;
      const divider = rows.findIndex(({ kind }) => kind === "unread");
      if (divider !== -1) virtual.scrollToIndex(divider, { align: "start" });
      else virtual.scrollToEnd();
    } else if (wantsEnd.current) {
      wantsEnd.current = false;
      virtual.scrollToEnd();
    }
  }, [rows, virtual]);

  // A leap is told of while what was seen before it is still what is rendered.
  useEffect(() => {
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [look, virtual.range?.startIndex, virtual.range?.endIndex]);

  useImperativeHandle(handle, () => ({
    toEnd() {
      wantsEnd.current = true;
      toNewest();
      virtual.scrollToEnd();
    },
    show(seq) {
      const index = rows.findIndex((row) => seqOf(row) === seq);
      const row = rows[index];
      if (row === undefined) return false;
      virtual.scrollToIndex(index, { align: "center" });
      setFound(row.key);
      setTimeout(() => setFound((key) => (key === row.key ? null : key)), FOUND_FOR_MS);
      return true;
    },
  }));

  const step = (by: -1 | 1) => {
    const from = rows.findIndex(({ key }) => key === active);
    const start = from === -1 ? rows.length : from;
    let index = start + by;
    while (index >= 0 && index < rows.length && seqOf(rows[index]) === null) index += by;
    const row = rows[index];
    if (row === undefined) return;
    virtual.scrollToIndex(index, { align: "auto" });
    setActive(row.key);
    requestAnimationFrame(() =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)
        ?.focus({ preventScroll: true }),
    );
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { target } = event;
    const isRow = target === scroller.current || (target as HTMLElement).dataset["key"] !== undefined;
    if (!isRow || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    step(event.key === "ArrowUp" ? -1 : 1);
  };

  const below = rows.filter(
    (row) => row.kind === "message" && !row.own && row.message.body !== null && row.message.seq > seenAtEnd,
  ).length;
  return (
    <div className={rows.length === 0 ? "hidden" : "relative flex min-h-0 flex-1 flex-col"}>
      {/* A scrolled log is focusable, so that arrows and page keys work in it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={scroller}
        className="talk-scroll"
        role="log"
        aria-label={t.timeline}
        tabIndex={0}
        onScroll={look}
        onKeyDown={onKeyDown}
        onPointerLeave={({ pointerType }) => pointerType === "mouse" && setActive(null)}
      >
        <div className="talk-rows" style={{ blockSize: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                data-key={row.key}
                className={row.key === found ? "talk-row found" : "talk-row"}
                style={{ transform: `translateY(${start}px)` }}
                tabIndex={row.kind === "message" ? -1 : undefined}
                onPointerEnter={() => setActive(row.key)}
                onFocus={() => setActive(row.key)}
              >
                {renderRow(row, row.key === active)}
              </div>
            );
          })}
        </div>
      </div>
      {notice !== null && <div className="talk-notice">{notice}</div>}
      {!atEnd && rows.length > 0 && (
        <div className="talk-end">
          <Button
            onClick={() => {
              wantsEnd.current = !isAtHead;
              toNewest();
              virtual.scrollToEnd();
            }}
          >
            <ArrowDown className="icon s" />
            {isAtHead && below > 0 && seenAtEnd > 0 ? t.newBelow(below) : t.toNewest}
          </Button>
        </div>
      )}
    </div>
  );
};
