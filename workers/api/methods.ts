// Which methods an address answers, read off the routes that there are.
import type { RouterRoute } from "hono/types";

type Known = { readonly matches: RegExp; readonly method: string };

/** What is not `:name` stands for itself. */
const patternOf = (path: string): RegExp => {
  const source = path.replaceAll(/:\w+|[.*+?^${}()|[\]\\]/g, (found) =>
    found.startsWith(":") ? "[^/]+" : `\\${found}`,
  );
  return new RegExp(`^${source}$`);
};

/** Answers nothing where nobody lives. Whoever answers GET answers HEAD. */
export const methodsBy = (routes: () => readonly RouterRoute[]): ((path: string) => readonly string[]) => {
  // Only a request that went wrong asks for it.
  let known: readonly Known[] | null = null;
  const learn = () =>
    routes()
      .filter(({ method }) => method !== "ALL")
      .map(({ path, method }) => ({ matches: patternOf(path), method }));
  return (path) => {
    known ??= learn();
    const methods = new Set(known.filter(({ matches }) => matches.test(path)).map(({ method }) => method));
    if (methods.has("GET")) methods.add("HEAD");
    return [...methods].toSorted();
  };
};
