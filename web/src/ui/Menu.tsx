// A menu behind a button, on Base UI. Loaded with the page part that needs it.
import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import { buttonClass } from "./button-class.ts";

export type MenuEntry = {
  readonly key: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly run: () => void;
  readonly danger?: boolean;
};

export const Menu = ({
  label,
  icon,
  entries,
  startOpen = false,
}: {
  label: string;
  icon: ReactNode;
  entries: readonly MenuEntry[];
  startOpen?: boolean;
}) => (
  <Base.Root defaultOpen={startOpen} modal={false}>
    <Base.Trigger className={buttonClass({ look: "plain", iconOnly: true })} aria-label={label}>
      {icon}
    </Base.Trigger>
    <Base.Portal>
      <Base.Positioner className="overlay-positioner" side="bottom" align="end" sideOffset={6}>
        <Base.Popup className="menu">
          {entries.map((entry) => (
            <Base.Item
              key={entry.key}
              className={entry.danger === true ? "menu-item danger" : "menu-item"}
              onClick={entry.run}
            >
              {entry.icon}
              {entry.label}
            </Base.Item>
          ))}
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);
