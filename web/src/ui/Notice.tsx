// What happened, what is safe, what to do: banners, empty states, and the page that did not load.
import { Check, CircleAlert, WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { failureText } from "#web/messages/failures.ts";
import { Button } from "./Button.tsx";
import { FlakeIcon } from "./house-icons.tsx";

type Tone = "offline" | "bad" | "good" | "calm";

const MARKS: Record<Tone, ReactNode> = {
  offline: <WifiOff className="icon" />,
  bad: <CircleAlert className="icon" />,
  good: <Check className="icon" />,
  calm: <FlakeIcon />,
};

export const Banner = ({ tone, children, action }: { tone: Tone; children: ReactNode; action?: ReactNode }) => (
  <div className={`banner ${tone}`} role={tone === "bad" ? "alert" : "status"}>
    {MARKS[tone]}
    <span className="grow">{children}</span>
    {action}
  </div>
);

export const EmptyState = ({
  title,
  text,
  level = 2,
  children,
}: {
  title: string;
  text?: string;
  level?: 1 | 2;
  children?: ReactNode;
}) => {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className="empty">
      <Heading>{title}</Heading>
      {text !== undefined && <p className="max-w-[44ch] text-ink-2">{text}</p>}
      {children}
    </div>
  );
};

export const LoadFailure = ({ error, retry, level = 2 }: { error: unknown; retry: () => void; level?: 1 | 2 }) => {
  const { t } = useLocale();
  return (
    <div role="alert">
      <EmptyState title={t.errors.title} text={failureText(error, t)} level={level}>
        <Button onClick={retry}>{t.tryAgain}</Button>
      </EmptyState>
    </div>
  );
};
