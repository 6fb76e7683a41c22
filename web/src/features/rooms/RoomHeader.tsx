import { useQueryClient } from "@tanstack/react-query";
import { ChevronLeft, Link2, LogOut, Mic } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";
import type { RoomState } from "#core/domain/lock-in/room-state.ts";
import { renew } from "#web/lib/renew.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { rhythmOf } from "./room-phase.ts";
import type { RoomView } from "./room-view.ts";
import type { Ask } from "./use-room-commands.ts";

const InviteDialog = lazy(() => import("./InviteDialog.tsx").then(({ InviteDialog }) => ({ default: InviteDialog })));

type RoomHeaderProps = {
  readonly state: RoomState;
  readonly view: RoomView;
  readonly ask: Ask;
  /** Null where voice shows itself, or nobody can join. */
  readonly joinVoice: (() => void) | null;
};

export const RoomHeader = ({ state, view, ask, joinVoice }: RoomHeaderProps) => {
  const { t } = useLocale();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [inviting, setInviting] = useState(false);
  const { plan, room } = state;
  const rhythm = t.plan.full(t.plan.short(...rhythmOf(plan)), t.plan.rounds(plan.rounds));
  const inBreak = view.kind === "break" || view.kind === "long_break";
  const leave = async () => {
    if (!view.isListening) {
      if (!(await ask("leave", {}))) return;
      showToast(t.room.left);
    }
    await navigate("/rooms");
    cache.removeQueries({ queryKey: ["rooms", "door", room.id] });
    await renew(cache, ["rooms"]);
  };
  return (
    <header className="room-head">
      <ButtonLink look="quiet" iconOnly className="only-phone" to="/rooms" aria-label={t.back}>
        <ChevronLeft className="icon rtl:-scale-x-100" />
      </ButtonLink>
      <div className="grow">
        <h1 className="truncate">{room.title}</h1>
        <p className="truncate text-xs text-ink-2">
          {inBreak ? t.room.breakThen(view.round + 1, plan.rounds) : rhythm}
        </p>
      </div>
      {joinVoice !== null && (
        <Button look="quiet" aria-label={t.room.joinVoice} onClick={joinVoice}>
          <Mic className="icon s" />
          <span className="only-wide">{t.room.joinVoice}</span>
        </Button>
      )}
      {!view.isListening && (
        <Button look="quiet" onClick={() => setInviting(true)}>
          <Link2 className="icon s" />
          {t.room.invite}
        </Button>
      )}
      <Button
        className="max-md:border-0 max-md:bg-transparent max-md:px-2 max-md:shadow-none"
        aria-label={t.room.leave}
        onClick={() => void leave()}
      >
        <LogOut className="icon s rtl:-scale-x-100" />
        <span className="only-wide">{t.room.leave}</span>
      </Button>
      {inviting && (
        <Suspense fallback={null}>
          <InviteDialog roomId={room.id} visibility={room.visibility} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </header>
  );
};
