// What was shared from another app, and to whom it goes: it waits beside the field there, to be sent by hand.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearchParams } from "react-router";
import { useThreads } from "#web/features/messages/use-threads.ts";
import { readDraft, writeDraft } from "#web/lib/drafts.ts";
import { useSession } from "#web/lib/session.ts";
import { useTitle } from "#web/lib/use-title.ts";
import { MAX_ATTACHMENTS } from "#core/protocol/media-limits.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useMediaWords } from "#web/messages/media.ts";
import { useTalk } from "#web/messages/talk.ts";
import { ButtonLink } from "#web/ui/ButtonLink.tsx";
import { Face } from "#web/ui/Face.tsx";
import { EmptyState, LoadFailure } from "#web/ui/Notice.tsx";
import { RowSkeletons } from "#web/ui/Skeleton.tsx";
import { showToast } from "#web/ui/Toasts.tsx";
import { bytesText } from "./amounts.ts";
import { dropShared, readShared } from "./shared-things.ts";
import { addFiles, openUploads } from "./uploads.ts";

const ShareTo = ({ self }: { self: string }) => {
  const t = useMediaWords();
  const talk = useTalk();
  const { format } = useLocale();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const id = params.get("id");
  const shared = useQuery({ queryKey: ["shared", id], queryFn: () => readShared(id).catch(() => null) });
  const { list, threads } = useThreads(self);
  const { data } = shared;
  if (shared.isPending) return <RowSkeletons rows={4} />;
  if (data == null) {
    return (
      <EmptyState title={t.shareNothing} text={t.shareNothingText}>
        <ButtonLink to="/messages">{talk.title}</ButtonLink>
      </EmptyState>
    );
  }
  const give = async (conversation: string) => {
    openUploads(self);
    if (data.files.length > MAX_ATTACHMENTS) showToast(t.tooMany(MAX_ATTACHMENTS));
    const files = data.files.slice(0, MAX_ATTACHMENTS);
    await addFiles(
      files.map((file) => ({ file })),
      conversation,
    );
    const draft = [readDraft(self, conversation), data.text].filter((text) => text.trim() !== "").join("\n");
    writeDraft(self, conversation, draft);
    await dropShared(data.id);
    await navigate(`/messages/${conversation}`, { replace: true });
  };
  const bytes = data.files.reduce((sum, { size }) => sum + size, 0);
  return (
    <>
      <p className="mb-4 max-w-[56ch] text-ink-2">{t.shareText}</p>
      <p className="mb-4 truncate text-sm">
        {data.files.length > 0 && `${t.shareCount(data.files.length)}, ${bytesText(format.tag, bytes)}`}
        {data.files.length > 0 && data.text !== "" && " · "}
        {data.text}
      </p>
      {list.isPending && threads.length === 0 && <RowSkeletons rows={4} />}
      {list.isError && threads.length === 0 && <LoadFailure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && threads.length === 0 && (
        <p className="text-ink-2">
          {t.noConversation} <Link to="/messages">{talk.title}</Link>
        </p>
      )}
      <ul className="-mx-2 max-w-[560px]">
        {threads.map((thread) => (
          <li key={thread.id}>
            <button type="button" className="person-row py-2" onClick={() => void give(thread.id)}>
              <Face id={thread.faceOf} name={thread.name} size={40} />
              <span className="truncate font-medium">{thread.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
};

export const SharePage = () => {
  const t = useMediaWords();
  const { t: words } = useLocale();
  const session = useSession();
  useTitle(t.shareTitle, words.product);
  if (session.kind !== "signed_in") return null;
  return (
    <div className="page">
      <h1 className="title mb-2">{t.shareTitle}</h1>
      <ShareTo self={session.user.id} />
    </div>
  );
};
