// What a slide shows, told from the addresses that there are for its file. Pure.
type Signed = {
  readonly variant: "original" | "preview" | "thumb" | "poster";
  readonly url: string;
  readonly type: string;
};

export type SlideSource =
  | { readonly kind: "image"; readonly url: string; readonly thumb: string | null }
  | { readonly kind: "audio"; readonly url: string; readonly thumb: null }
  | { readonly kind: "video"; readonly url: string; readonly thumb: string | null; readonly poster: string | null }
  /** Gone, not for this person, or nothing a slide can show. */
  | { readonly kind: "none" };

export const sourceOf = (signed: readonly Signed[]): SlideSource => {
  const urlOf = (variant: Signed["variant"]) => signed.find((one) => one.variant === variant)?.url ?? null;
  const original = signed.find(({ variant }) => variant === "original");
  if (original === undefined) return { kind: "none" };
  const [kind] = original.type.split("/");
  const thumb = urlOf("thumb");
  if (kind === "image") return { kind, url: urlOf("preview") ?? original.url, thumb: thumb ?? original.url };
  if (kind === "audio") return { kind, url: original.url, thumb: null };
  const poster = urlOf("poster");
  return kind === "video" ? { kind, url: original.url, thumb: thumb ?? poster, poster } : { kind: "none" };
};
