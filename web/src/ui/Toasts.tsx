// Short words at the lower edge, with Undo instead of "are you sure". Polite, and gone by themselves.
import { X } from "lucide-react";
import { useEffect } from "react";
import { createStore, useStore } from "#web/lib/external-store.ts";
import { useLocale } from "#web/messages/locale.tsx";
import { Button } from "./Button.tsx";

type Toast = {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
  readonly forMs: number;
};

const TOAST_MS = 5_000;
const MOST = 3;

const toasts = createStore<readonly Toast[]>([]);
let lastId = 0;

const dismiss = (id: number) => toasts.set(toasts.get().filter((toast) => toast.id !== id));

export const showToast = (text: string, action?: Toast["action"], forMs = TOAST_MS): void => {
  const toast = { id: ++lastId, text, forMs, ...(action === undefined ? {} : { action }) };
  toasts.set([...toasts.get(), toast].slice(-MOST));
};

const ToastItem = ({ toast }: { toast: Toast }) => {
  const { t } = useLocale();
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), toast.forMs);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="toast">
      <span className="grow">{toast.text}</span>
      {toast.action !== undefined ? (
        <Button
          look="quiet"
          className="text-ink"
          onClick={() => {
            toast.action?.run();
            dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      ) : (
        <Button look="quiet" iconOnly aria-label={t.close} onClick={() => dismiss(toast.id)}>
          <X className="icon s" />
        </Button>
      )}
    </div>
  );
};

export const Toasts = () => (
  <div className="toasts" role="status" aria-live="polite">
    {useStore(toasts).map((toast) => (
      <ToastItem key={toast.id} toast={toast} />
    ))}
  </div>
);
