// A Chromium for the browser tests: the machine's own, else one from its package manager.
import { access } from "node:fs/promises";
import { findCommand, run } from "./run.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge"];
const MAC_APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const INSTALLERS: readonly (readonly [command: string, steps: readonly (readonly string[])[]])[] = [
  [
    "apt-get",
    [
      ["apt-get", "update"],
      ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
    ],
  ],
  ["dnf", [["dnf", "install", "-y", "chromium"]]],
  ["apk", [["apk", "add", "chromium"]]],
  ["pacman", [["pacman", "-Sy", "--noconfirm", "chromium"]]],
  ["brew", [["brew", "install", "--cask", "chromium"]]],
];

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const findChromium = async (): Promise<string | null> => {
  const named = [process.env["CHROMIUM_PATH"], ...MAC_APPS].filter((file) => file !== undefined);
  for (const file of named) if (await isThere(file)) return file;
  return NAMES.map(findCommand).find((file) => file !== null) ?? null;
};

/** Package managers other than brew want root. */
const asRoot = (step: readonly string[]): readonly string[] =>
  process.getuid?.() === 0 || step[0] === "brew" || findCommand("sudo") === null ? step : ["sudo", "-n", ...step];

export const ensureChromium = async (): Promise<string> => {
  const known = await findChromium();
  if (known !== null) return known;
  const installer = INSTALLERS.find(([command]) => findCommand(command) !== null);
  for (const step of installer?.[1] ?? []) {
    const [command = "", ...args] = asRoot(step);
    await run(command, args, { quiet: true, env: { DEBIAN_FRONTEND: "noninteractive" } });
  }
  const installed = await findChromium();
  if (installed !== null) return installed;
  throw new Error("The browser tests need Chromium: install it, or set CHROMIUM_PATH");
};
