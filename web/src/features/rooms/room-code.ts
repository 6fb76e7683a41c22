// What somebody may type or paste as an invitation: the ten characters, or the whole link.
const CODE = /^[0-9a-hjkmnp-tv-z]{10}$/;

export const parseCode = (typed: string): string | null => {
  const last = typed.trim().split("/").at(-1) ?? "";
  // Crockford's alphabet: what people confuse is read as what was meant.
  const code = last.toLowerCase().replaceAll(/[\s-]/g, "").replaceAll("o", "0").replaceAll(/[il]/g, "1");
  return CODE.test(code) ? code : null;
};
