// Draws the PNG icons from one SVG with the Chromium at hand: `node web/icons.ts`. Their results are committed.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";

const INK = "#1f1a14";
const GROUND = "#fcfbfa";
const LAMP = "#ffbb32";

/** `inset`: how much of the edge stays free, in percent; a maskable icon may lose a fifth on every side. */
const icon = (inset: number, radius: number): string => {
  const scale = (100 - 2 * inset) / 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100%" height="100%">
    <rect width="100" height="100" rx="${radius}" fill="${GROUND}"/>
    <g transform="translate(${inset} ${inset}) scale(${scale})" fill="none">
      <rect x="8.5" y="8.5" width="7" height="7" rx="1.5" fill="${LAMP}"/>
      <rect x="2.5" y="8.5" width="13" height="13" rx="3.8" stroke="${INK}" stroke-width="2"/>
      <rect x="8.5" y="2.5" width="13" height="13" rx="3.8" stroke="${INK}" stroke-width="2"/>
    </g></svg>`;
};

const ICONS = [
  { file: "icon-192.png", size: 192, svg: icon(14, 22) },
  { file: "icon-512.png", size: 512, svg: icon(14, 22) },
  { file: "icon-maskable-512.png", size: 512, svg: icon(25, 0) },
  { file: "icon-180.png", size: 180, svg: icon(16, 0) },
] as const;

const folder = path.join(import.meta.dirname, "public/icons");
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
for (const { file, size, svg } of ICONS) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block}</style>${svg}`);
  await writeFile(path.join(folder, file), await page.screenshot({ omitBackground: true }));
}
await browser.close();
