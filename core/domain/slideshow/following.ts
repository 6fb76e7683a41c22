// A member's own view of the slides: with everybody, or for a while on their own.

/** `own` is the slide somebody looks at by themselves; null where they follow. */
export type Following = { readonly grant: string | null; readonly own: number | null };

export const FOLLOWING: Following = { grant: null, own: null };

/** Another deck, or none, is looked at together again. */
export const ofShow = (following: Following, grant: string | null): Following =>
  following.grant === grant ? following : { grant, own: null };

/** One's own way from the slide that is seen now; back at the one that is on, one follows again. */
export const browse = (following: Following, to: number, on: number | null, slides: number): Following => {
  const own = Math.min(slides - 1, Math.max(0, to));
  return { ...following, own: own === on ? null : own };
};

export const snapBack = (following: Following): Following => ({ ...following, own: null });

export const seenSlide = ({ own }: Following, on: number | null): number | null => own ?? on;
