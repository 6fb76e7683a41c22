// A bar chart as SVG: one bar for each setup, its median and the whole spread. Readable on light and dark pages.

export type Bar = {
  readonly label: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly isOurs: boolean;
};
export type Chart = { readonly title: string; readonly unit: string; readonly bars: readonly Bar[] };

const WIDTH = 760;
const LABELS = 330;
const VALUES = 90;
const ROW = 28;
const HEAD = 56;

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Three significant digits, thousands apart. */
export const formatFigure = (value: number): string =>
  Number.isFinite(value) ? new Intl.NumberFormat("en", { maximumSignificantDigits: 3 }).format(value) : "n/a";

export const drawChart = ({ title, unit, bars }: Chart): string => {
  const height = HEAD + bars.length * ROW + 12;
  const most = Math.max(...bars.map(({ high }) => high), Number.MIN_VALUE);
  const x = (value: number) => Number((LABELS + (value / most) * (WIDTH - LABELS - VALUES)).toFixed(1));
  const rows = bars.map(({ label, median, low, high, isOurs }, index) => {
    const top = HEAD + index * ROW;
    const middle = top + ROW / 2;
    return [
      `<text x="${LABELS - 10}" y="${middle + 4}" text-anchor="end"${isOurs ? ' font-weight="700"' : ""}>${escape(label)}</text>`,
      `<rect x="${LABELS}" y="${top + 5}" width="${(x(median) - LABELS).toFixed(1)}" height="${ROW - 10}" rx="3" fill="${isOurs ? "#4f46e5" : "#a8b0bd"}"/>`,
      `<path d="M${x(low)} ${middle}H${x(high)}M${x(low)} ${middle - 4}v8M${x(high)} ${middle - 4}v8" stroke="#1f2937" fill="none"/>`,
      `<text x="${x(high) + 8}" y="${middle + 4}">${formatFigure(median)}</text>`,
    ].join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escape(`${title}, ${unit}`)}" font-family="system-ui, sans-serif" font-size="13" fill="#1f2937">`,
    `<rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff"/>`,
    `<text x="16" y="24" font-size="15" font-weight="700">${escape(title)}</text>`,
    `<text x="16" y="42" fill="#6b7280">${escape(unit)}</text>`,
    ...rows,
    "</svg>",
    "",
  ].join("\n");
};
