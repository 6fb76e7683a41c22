// Who asks to be let in: accepted or declined here, without opening anything.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { renew } from "#web/lib/renew.ts";
import { useTalk } from "#web/messages/talk.ts";
import { Button } from "#web/ui/Button.tsx";
import { Face } from "#web/ui/Face.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { askInbox, type Inbox, useInbox } from "./inbox-store.ts";
import { conversationsQuery } from "./message-queries.ts";

type Invitation = NonNullable<Inbox["state"]>["invitations"][number];

export const useAnswer = (invitation: Invitation) => {
  const t = useTalk();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [answering, setAnswering] = useState(false);
  const answer = async (accepted: boolean) => {
    setAnswering(true);
    const settled = await askInbox(accepted ? "accept_invitation" : "decline_invitation", { id: invitation.id });
    setAnswering(false);
    if (settled?.ok !== true) return showToast(t.rejected.other);
    await renew(client, conversationsQuery.queryKey);
    showToast(accepted ? t.accepted : t.declined);
    void navigate(accepted ? `/messages/${invitation.conversation}` : "/messages");
  };
  return { answering, answer };
};

export const RequestAnswer = ({ invitation }: { invitation: Invitation }) => {
  const t = useTalk();
  const { answering, answer } = useAnswer(invitation);
  return (
    <span className="flex gap-2">
      <Button busy={answering} onClick={() => void answer(true)}>
        {t.accept}
      </Button>
      <Button look="quiet" busy={answering} onClick={() => void answer(false)}>
        {t.decline}
      </Button>
    </span>
  );
};

export const Requests = () => {
  const t = useTalk();
  const { state } = useInbox();
  const open = state?.invitations ?? [];
  if (open.length === 0) return null;
  return (
    <section aria-label={t.requests(open.length)}>
      <h2 className="pane-title">{t.requests(open.length)}</h2>
      <ul>
        {open.map((invitation) => (
          <li key={invitation.id} className="request">
            <Link className="what" to={`/messages/${invitation.conversation}`}>
              <Face id={invitation.by} name={invitation.byName} />
              <span className="grow">
                {invitation.kind === "request" ? t.requestFrom(invitation.byName) : t.addedBy(invitation.byName)}
              </span>
            </Link>
            <span className="ms-12">
              <RequestAnswer invitation={invitation} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
