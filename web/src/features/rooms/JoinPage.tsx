// Joining by link: a name and one tap, no account and no permission prompt.
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { SitePage } from "#web/app/SitePage.tsx";
import { guestNumber } from "#web/features/accounts/guest-number.ts";
import { isApiError } from "#web/lib/http.ts";
import { signInAsGuest, useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { failureText } from "#web/messages/failures.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "#web/ui/Button.tsx";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Field } from "#web/ui/Field.tsx";
import { Banner, EmptyState } from "#web/ui/Notice.tsx";
import { FaceStack } from "#web/ui/Face.tsx";
import { Skeleton } from "#web/ui/Skeleton.tsx";
import { FullRoom } from "./FullRoom.tsx";
import { codeDoorQuery } from "./room-queries.ts";
import { parseCode } from "./room-code.ts";
import { joinRoom } from "./rooms-api.ts";

export const JoinPage = () => {
  const { t } = useLocale();
  const session = useSession();
  const navigate = useNavigate();
  const code = parseCode(useParams().code ?? "");
  const [name, setName] = useState(() => t.accounts.guestName(guestNumber()));
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const door = useQuery({ ...codeDoorQuery(code ?? ""), enabled: code !== null });
  const [refused, setRefused] = useState(false);
  const gone = code === null || refused || isApiError(door.error, "not_found");
  const [failure, setFailure] = useState<string | null>(null);
  const [isFull, setFull] = useState(false);
  const user = session.kind === "signed_in" ? session.user : null;
  const here = (door.data?.people ?? [])
    .filter(({ present }) => present)
    .map(({ user: id, name: who }) => ({ id, name: who }));
  useTitle(door.data?.title ?? t.join.title, t.product);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (code === null) return;
    if (user === null && name.trim() === "") return setMissing(true);
    setBusy(true);
    setFailure(null);
    setFull(false);
    try {
      if (user === null) await signInAsGuest(name.trim());
      const room = await joinRoom({ code });
      await navigate(`/rooms/${room.id}`, { replace: true });
    } catch (error) {
      if (isApiError(error, "not_found")) setRefused(true);
      else if (isApiError(error, "room_full") && door.data?.visibility === "public") setFull(true);
      else setFailure(isApiError(error, "room_full") ? t.join.full : failureText(error, t));
      setBusy(false);
    }
  };

  if (gone) {
    return (
      <SitePage>
        <EmptyState title={t.join.gone} text={t.join.goneText} level={1}>
          <ButtonLink to="/rooms">{t.join.openRooms}</ButtonLink>
        </EmptyState>
      </SitePage>
    );
  }
  return (
    <SitePage>
      <p className="text-md text-ink-2">{t.join.invited}</p>
      <h1 className="title mt-1">
        {door.data?.title ?? (door.isPending ? <Skeleton width="70%" height={34} /> : t.join.title)}
      </h1>
      <p className="mt-2 text-md text-ink-2">{t.join.text}</p>
      {here.length > 0 && (
        <div className="mt-6 row">
          <FaceStack people={here} most={6} />
          <span className="text-ink-2">{t.today.countIn(here.length)}</span>
        </div>
      )}
      <form className="mt-8 grid gap-5" noValidate onSubmit={(event) => void submit(event)}>
        {failure !== null && <Banner tone="bad">{failure}</Banner>}
        {isFull && door.data !== undefined && <FullRoom roomId={door.data.id} />}
        {user === null && (
          <Field
            label={t.join.name}
            name="name"
            autoComplete="nickname"
            maxLength={60}
            required
            hint={t.join.nameHint}
            value={name}
            error={missing ? t.accounts.nameMissing : undefined}
            onFocus={(event) => event.target.select()}
            onChange={(event) => {
              setName(event.target.value);
              setMissing(false);
            }}
          />
        )}
        <Button type="submit" look="lamp" large busy={busy || session.kind === "starting"}>
          {user === null ? t.join.submit : t.join.asUser(user.name)}
        </Button>
      </form>
      {user === null && code !== null && (
        <ButtonLink look="quiet" className="mt-4 -ms-3" to={`/login?next=${encodeURIComponent(`/j/${code}`)}`}>
          {t.join.haveAccount}
        </ButtonLink>
      )}
    </SitePage>
  );
};
