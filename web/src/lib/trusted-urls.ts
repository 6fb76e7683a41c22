// Trusted Types: the only script addresses this app ever hands to the browser are its own workers.
type ScriptPolicy = { createScriptURL: (url: string) => unknown };
type PolicyFactory = {
  createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => ScriptPolicy;
};

const own = (url: string): string => {
  const parsed = new URL(url, location.href);
  if (parsed.origin !== location.origin) throw new TypeError(`not a script of this app: ${url}`);
  return parsed.href;
};

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
const policy = factory?.createPolicy("default", { createScriptURL: own });

/** Typed as a string because the DOM's types do not know trusted values yet. */
export const ownScript = (url: URL | string): string =>
  policy === undefined ? own(String(url)) : (policy.createScriptURL(String(url)) as string);
