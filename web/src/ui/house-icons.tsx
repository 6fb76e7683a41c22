// The few signs that belong to the house; everything else comes from lucide. `lit` is the window that lights up.
import type { ReactNode } from "react";

const draw = (children: ReactNode, small = false) => {
  const Drawn = () => (
    <svg className={small ? "icon xs" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      {children}
    </svg>
  );
  return Drawn;
};

export const TodayIcon = draw(
  <>
    <circle className="lit" cx="12" cy="12" r="4.5" />
    <path d="M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4" />
  </>,
);
export const RoomsIcon = draw(
  <>
    <rect className="lit" x="4" y="3" width="16" height="18" rx="3" />
    <path d="M12 3v18M4 12h16" />
  </>,
);
export const MessagesIcon = draw(
  <path className="lit" d="M20 11.5a8 8 0 0 1-11.6 7.1L4 20l1.4-4.2A8 8 0 1 1 20 11.5z" />,
);
export const YouIcon = draw(
  <>
    <circle className="lit" cx="12" cy="8" r="4" />
    <path className="lit" d="M4.5 21a7.5 7.5 0 0 1 15 0" />
  </>,
);
export const WheelIcon = draw(
  <>
    <circle cx="12" cy="12" r="9" />
    <circle cx="12" cy="12" r="2.5" />
    <path d="M12 14.5V21M9.7 11 3.6 9M14.3 11l6.1-2" />
  </>,
  true,
);
export const FlakeIcon = draw(<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9" />);
export const TravelIcon = draw(<path d="M4 17 20 7M13 6h7v7" />);
