// Where to go after signing in: back to what was wanted, if that is a path of this app.
export const nextPath = (search: string): string => {
  const next = new URLSearchParams(search).get("next") ?? "/";
  return next.startsWith("/") && !next.startsWith("//") && !next.startsWith("/\\") ? next : "/";
};
