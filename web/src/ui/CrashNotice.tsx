// Catches what no page caught: says that nothing sent is lost and offers to reload.
import { Component, type ReactNode } from "react";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "./Button.tsx";
import { EmptyState } from "./Notice.tsx";

const Words = () => {
  const { t } = useLocale();
  return (
    <main className="page">
      <EmptyState title={t.errors.title} text={t.errors.broken} level={1}>
        <Button look="ink" onClick={() => location.reload()}>
          {t.errors.reload}
        </Button>
      </EmptyState>
    </main>
  );
};

export class CrashNotice extends Component<{ readonly children: ReactNode }, { readonly crashed: boolean }> {
  override state = { crashed: false };
  static getDerivedStateFromError = () => ({ crashed: true });
  override render = () => (this.state.crashed ? <Words /> : this.props.children);
}
