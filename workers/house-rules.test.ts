// The rules of the house that no compiler knows: who may import whom, what the core may not touch, how things are named.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = path.join(import.meta.dirname, "..");
const ROOMS = ["core", "durable-objects", "workers", "web", "migrations", "scripts", "e2e", "bench"] as const;
const MADE_BY_TOOLS = new Set(["workers/worker-configuration.d.ts", "web/src/lib/api-schema.ts"]);
const TEXT = /\.(?:tsx?|js|css|html|sql|md|json|toml)$/;
const NOT_OURS = new Set(["node_modules", "dist", ".wrangler"]);

const filesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : filesIn(file);
    return MADE_BY_TOOLS.has(file) || !TEXT.test(file) ? [] : [file];
  });

const files = ROOMS.filter((room) => existsSync(path.join(ROOT, room))).flatMap(filesIn);
const textOf = new Map(files.map((file) => [file, readFileSync(path.join(ROOT, file), "utf8")]));
const read = (file: string): string => textOf.get(file) ?? "";

const isCode = (file: string): boolean => /\.tsx?$/.test(file);
const isTest = (file: string): boolean => /\.(?:test|spec)\.tsx?$/.test(file);
/** Code that only tests run. */
const SUPPORT = new Set([
  "workers/apply-migrations.ts",
  "workers/api/test-client.ts",
  "workers/db/queries/both-databases.ts",
]);
const isProduct = (file: string): boolean =>
  isCode(file) &&
  /^(?:core|durable-objects|workers|web)\//.test(file) &&
  !isTest(file) &&
  !/\.(?:fixture|fake)\.tsx?$/.test(file) &&
  !SUPPORT.has(file);
const product = files.filter(isProduct);

/** Comments and strings may speak of anything. */
const codeOf = (file: string): string =>
  read(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/(^|\s)\/\/.*$/gm, "")
    .replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');

// --- imports

const ALIASES: Record<string, string> = {
  "#core/": "core/",
  "#objects/": "durable-objects/",
  "#workers/": "workers/",
  "#db/": "workers/db/",
  "#web/": "web/src/",
};

/** The file in this tree, or the package as it is named. */
const resolve = (from: string, specifier: string): string => {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  const alias = Object.keys(ALIASES).find((prefix) => specifier.startsWith(prefix));
  return alias === undefined ? specifier : specifier.replace(alias, ALIASES[alias] ?? "");
};

type Import = { readonly to: string; readonly isType: boolean };
const importsOf = (file: string): Import[] =>
  [
    ...read(file).matchAll(
      /^(?:import|export)\s+(type\s+)?(?:[\w$*\s{},]+?\s+from\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm,
    ),
  ].map(([, isType, still = "", lazily = ""]) => ({
    to: resolve(file, still || lazily),
    isType: isType !== undefined,
  }));

const roomOf = (file: string): string =>
  /^(?:core\/protocol|core\/domain|durable-objects|workers|web|scripts|e2e|bench)(?=\/)/.exec(file)?.[0] ?? "package";

/** Which rooms the product code of a room may import. */
const ARROWS: Record<string, readonly string[]> = {
  "core/protocol": ["core/protocol"],
  "core/domain": ["core/domain", "core/protocol"],
  "durable-objects": ["durable-objects", "core/domain", "core/protocol"],
  workers: ["workers", "durable-objects", "core/domain", "core/protocol"],
  web: ["web", "core/domain", "core/protocol"],
};

describe("arrows", () => {
  test.each(Object.entries(ARROWS))("%s imports only %j", (room, allowed) => {
    const own = product.filter((file) => roomOf(file) === room);
    const wrong = own.flatMap((file) =>
      importsOf(file)
        .filter(({ to }) => roomOf(to) !== "package" && !allowed.includes(roomOf(to)))
        .map(({ to }) => `${file} -> ${to}`),
    );
    expect(own.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  test("packages of core: schemas in the protocol, dates and CSV in the rules, nothing else", () => {
    const packages = new Set(
      product
        .filter((file) => file.startsWith("core/"))
        .flatMap((file) =>
          importsOf(file)
            .filter(({ to }) => roomOf(to) === "package")
            .map(({ to }) => `${roomOf(file)}: ${to}`),
        ),
    );
    expect([...packages].toSorted()).toEqual([
      "core/domain: papaparse",
      "core/domain: temporal-polyfill/fns/ZonedDateTime",
      "core/protocol: zod",
    ]);
  });

  test("the rules carry no schemas at run time: the browser runs them", () => {
    const reachesZod = (file: string, seen = new Set<string>()): boolean => {
      if (file === "zod") return true;
      if (seen.has(file)) return false;
      seen.add(file);
      return importsOf(file).some(({ to, isType }) => !isType && reachesZod(to, seen));
    };
    const rules = product.filter((file) => roomOf(file) === "core/domain");
    expect(rules.filter((file) => reachesZod(file))).toEqual([]);
    expect(reachesZod("core/protocol/frames.ts")).toBe(true);
  });

  test("only shell/itty.ts imports itty-durable", () => {
    const importers = files.filter(
      (file) => isCode(file) && importsOf(file).some(({ to }) => to.startsWith("itty-durable/")),
    );
    expect(importers).toEqual(["durable-objects/shell/itty.ts"]);
  });
});

describe("what comes from outside has one door", () => {
  test("only workers/deps.ts and shell/bindings.ts read env", () => {
    const readers = product.filter(
      (file) => /\benv(?:\.|\?\.|\[)[A-Z"]/.test(codeOf(file)) || /\bprocess\.env\b/.test(codeOf(file)),
    );
    const server = readers.filter((file) => !file.startsWith("web/"));
    // The seed is a script that runs in Node.
    expect(server.filter((file) => !file.startsWith("workers/seed/")).toSorted()).toEqual([
      "durable-objects/shell/bindings.ts",
      "workers/deps.ts",
    ]);
  });

  test("core has no clock and no dice: now is a parameter", () => {
    const forbidden =
      /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bperformance\b|\bcrypto\b|\bTemporal\.Now\b|\bsetTimeout\b/;
    const guilty = product.filter((file) => file.startsWith("core/") && forbidden.test(codeOf(file)));
    expect(guilty).toEqual([]);
  });
});

const baseOf = (file: string) => path.posix.basename(file).split(".")[0] ?? "";

const isKebab = (file: string) => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(baseOf(file));
const isComponent = (file: string) =>
  /^[A-Z][A-Za-z0-9]*$/.test(baseOf(file)) && /\.(?:tsx|web\.test\.tsx)$/.test(file);

describe("files", () => {
  /** Nobody splits a dictionary, a recorded document or a lock file. */
  const LONG = [/^web\/src\/messages\/\w+\.ts$/, /\/fixtures\/.*\.json$/, /\/package-lock\.json$/];
  const MAX_LINES = 400;

  test(`nothing is over ${MAX_LINES} lines`, () => {
    const long = files
      .filter((file) => !LONG.some((pattern) => pattern.test(file)))
      .map((file) => ({ file, lines: read(file).split("\n").length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES)
      .map(({ file, lines }) => `${file}: ${lines}`);
    expect(long).toEqual([]);
  });

  test("no drawer for what has no name", () => {
    expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|types|common|misc)(?:\.|\/)/.test(file))).toEqual([]);
  });

  test("kebab-case, and PascalCase for one React component", () => {
    expect(files.filter((file) => isCode(file) && !isKebab(file) && !isComponent(file))).toEqual([]);
  });

  test("one line on top says what the room is for", () => {
    const silent = files.filter((file) => /\.tsx?$/.test(file) && !/^(?:\/\/|\/\*\*|\/\/\/)/.test(read(file)));
    const server = silent.filter((file) => !file.startsWith("web/") && !isTest(file) && !file.endsWith(".d.ts"));
    expect(server).toEqual([]);
  });

  test("nothing is left for later", () => {
    const marker = /\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b/;
    expect(files.filter((file) => isCode(file) && marker.test(read(file)))).toEqual([]);
  });

  test("named exports only, but where a platform asks for a default", () => {
    const asked = /(?:^|\/)(?:[\w.-]+\.config|index)\.ts$|\.d\.ts$|^scripts\/with-sqld\.ts$/;
    expect(
      files.filter((file) => isCode(file) && !asked.test(file) && /^export default\b/m.test(codeOf(file))),
    ).toEqual([]);
  });

  test("no any, no non-null assertion, no private keyword, no enum", () => {
    const slack = product.filter((file) =>
      /:\s*any\b|\bas any\b|<any>|\w!\.|\w!;|^\s*private\s+\w|\benum\s+[A-Z]/m.test(codeOf(file)),
    );
    expect(slack).toEqual([]);
  });
});

test("every package is in docs/dependencies.md, with what it is for", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const explained = readFileSync(path.join(ROOT, "docs/dependencies.md"), "utf8");
  const silent = Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => !explained.includes(`\`${name}\``),
  );
  expect(silent).toEqual([]);
});

const statementsOf = (file: string) => read(file).replaceAll(/--.*$/gm, "");

describe("migrations of the database", () => {
  const migrations = files.filter((file) => file.startsWith("migrations/") && file.endsWith(".sql"));

  test("are numbered without gap and named", () => {
    const numbers = migrations.map((file) => Number(/^migrations\/(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1]));
    expect(numbers).toEqual(migrations.map((_, index) => index + 1));
    expect(migrations.length).toBeGreaterThan(0);
  });

  test("expand and contract: no table is rebuilt or dropped, nothing cascades", () => {
    expect(
      migrations.filter((file) => /\bDROP\s+TABLE\b|__new_|\bON\s+DELETE\s+CASCADE\b/i.test(statementsOf(file))),
    ).toEqual([]);
  });
});

/** Ids a title begins with: `L7 skip …`, `S1 S2 …`, `G1-G6 hold`. */
const citedIn = (file: string): string[] =>
  [...read(file).matchAll(/\(\s*["'`]((?:[A-Z]\d+(?:-[A-Z]\d+)? )+)\S/g)].flatMap(([, prefix = ""]) =>
    prefix
      .trim()
      .split(" ")
      .flatMap((word) => {
        const [, letter = "", first = "", last = first] = /^([A-Z])(\d+)(?:-[A-Z](\d+))?$/.exec(word) ?? [];
        return Array.from(
          { length: Number(last) - Number(first) + 1 },
          (_, index) => `${letter}${Number(first) + index}`,
        );
      }),
  );

describe("rules with ids", () => {
  const specs = files.filter((file) => file.endsWith("/SPEC.md"));
  const written = specs.flatMap((file) =>
    [...read(file).matchAll(/\*\*([A-Z]\d+)\*\*/g)].map(([, id = ""]) => ({ id, file })),
  );
  const ids = new Set(written.map(({ id }) => id));

  // Browser tests cite scenarios of people, not rules of one actor.
  const tests = files.filter(
    (file) =>
      isTest(file) && /^(?:core|durable-objects|workers)\//.test(file) && file !== "workers/house-rules.test.ts",
  );

  test("an id means one thing in the whole house", () => {
    expect(
      written.length - ids.size,
      JSON.stringify(written.filter(({ id }, index) => written.findIndex((one) => one.id === id) !== index)),
    ).toBe(0);
    expect(specs.length).toBeGreaterThan(2);
  });

  test("tests cite rules that are written down", () => {
    const unknown = tests.flatMap((file) =>
      citedIn(file)
        .filter((id) => !ids.has(id))
        .map((id) => `${file}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });

  test("every written rule has a test that cites it", () => {
    const cited = new Set(tests.flatMap(citedIn));
    expect(written.filter(({ id }) => !cited.has(id)).map(({ id, file }) => `${file}: ${id}`)).toEqual([]);
  });
});

test("decisions are numbered once, under the number they carry", () => {
  const names = readdirSync(path.join(ROOT, "docs/decisions"));
  const numbers = names.map((name) => name.slice(0, 4));
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
  const headings = names.map((name) => readFileSync(path.join(ROOT, "docs/decisions", name), "utf8").split(".", 1)[0]);
  expect(headings).toEqual(numbers.map((number) => `# ${Number(number)}`));
});
