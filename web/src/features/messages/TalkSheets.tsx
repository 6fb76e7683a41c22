// What opens over a conversation: what is pinned, another day.
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useAttachedText } from "#web/features/media/use-attached-text.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Dialog } from "#web/ui/Dialog.tsx";
import { Field } from "#web/ui/Field.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { readPage } from "./conversations-api.ts";
import { localDay } from "./day-words.ts";
import { findDay } from "./find-day.ts";
import type { Names } from "./MessageRow.tsx";
import { textOf } from "./timeline.ts";

type SheetProps = { readonly conversation: string; readonly onClose: () => void };

export const PinsDialog = ({
  conversation,
  pins,
  nameOf,
  show,
  onClose,
}: SheetProps & { pins: readonly number[]; nameOf: Names; show: (seq: number) => void }) => {
  const t = useTalk();
  const say = useAttachedText();
  const { format } = useLocale();
  const pinned = useQuery({
    queryKey: ["conversations", "pins", conversation, ...pins],
    queryFn: () => Promise.all(pins.map(async (seq) => (await readPage(conversation, seq + 1, 1)).items.at(-1))),
  });
  return (
    <Dialog title={t.pins} open onClose={onClose}>
      {pins.length === 0 && <p className="text-ink-2">{t.noPins}</p>}
      {pins.length > 0 && pinned.isPending && <RowSkeletons rows={Math.min(4, pins.length)} />}
      <ul className="people-list -mx-2">
        {(pinned.data ?? []).flatMap((message) =>
          message === undefined ? (
            []
          ) : (
            <li key={message.seq}>
              <button
                type="button"
                className="person-row py-2"
                aria-label={textOf(message.body, say) ?? t.removed}
                onClick={() => {
                  onClose();
                  show(message.seq);
                }}
              >
                <span className="min-w-0 grow">
                  <span className="block text-xs text-ink-3">
                    {nameOf(message.user)}, {format.when(message.at)}
                  </span>
                  <span className="block truncate">{textOf(message.body, say) ?? t.removed}</span>
                </span>
              </button>
            </li>
          ),
        )}
      </ul>
    </Dialog>
  );
};

export const DateDialog = ({
  conversation,
  from,
  head,
  show,
  onClose,
}: SheetProps & { from: number; head: number; show: (seq: number) => void }) => {
  const t = useTalk();
  const { t: words } = useLocale();
  const [today] = useState(() => localDay(Date.now()));
  const [on, setOn] = useState(today);
  const going = useMutation({
    mutationFn: () =>
      findDay(new Date(`${on}T00:00`).getTime(), from, head, async (seq) => {
        return (await readPage(conversation, seq, 1)).items.at(-1) ?? null;
      }),
    onSuccess: (seq) => {
      onClose();
      if (seq === null) showToast(t.nothingThen);
      else show(seq);
    },
    onError: (error) => showToast(failureText(error, words)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (on !== "") going.mutate();
  };
  return (
    <Dialog title={t.jumpToDate} open onClose={onClose}>
      <form className="grid gap-4" onSubmit={submit}>
        <Field label={t.date} type="date" value={on} max={today} onChange={(event) => setOn(event.target.value)} />
        <div className="actions">
          <Button type="submit" look="ink" busy={going.isPending}>
            {t.go}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
