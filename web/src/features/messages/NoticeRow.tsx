// A line between messages: who came, who went, what the group is called now, what was pinned.
import type { Notice } from "#core/protocol/history.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { useTalk } from "#web/messages/talk.ts";
import type { Names } from "./MessageRow.tsx";

type NoticeRowProps = { readonly notice: Notice; readonly nameOf: Names; readonly jump: (seq: number) => void };

const useWords = ({ name, data }: Notice, nameOf: Names): string => {
  const { notices: t } = useTalk();
  const { format } = useLocale();
  switch (name) {
    case "renamed":
      return t.renamed(nameOf(data.user), data.title);
    case "members_added":
      return t.added(nameOf(data.by), format.list(data.members.map((member) => member.name)));
    case "member_removed":
      return t.removed(nameOf(data.by), nameOf(data.user));
    case "left":
      return t.left(nameOf(data.user));
    case "role_set":
      return t.role[data.role](nameOf(data.by), nameOf(data.user));
    case "pinned":
      return t.pinned(nameOf(data.user));
  }
};

export const NoticeRow = ({ notice, nameOf, jump }: NoticeRowProps) => {
  const { format } = useLocale();
  const words = useWords(notice, nameOf);
  return (
    <p className="notice-line" title={format.moment(notice.at)}>
      {notice.name === "pinned" ? (
        <button type="button" className="hover:underline" onClick={() => jump(notice.data.target)}>
          {words}
        </button>
      ) : (
        words
      )}
    </p>
  );
};
