// Two windows in step; their overlap is lit.
export const Logo = () => (
  <svg viewBox="0 0 24 24" fill="none" aria-hidden="true">
    <rect x="8.5" y="8.5" width="7" height="7" rx="1.5" fill="var(--lamp)" />
    <rect x="2.5" y="8.5" width="13" height="13" rx="3.8" stroke="currentColor" strokeWidth="2" />
    <rect x="8.5" y="2.5" width="13" height="13" rx="3.8" stroke="currentColor" strokeWidth="2" />
  </svg>
);
