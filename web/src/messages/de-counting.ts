// Numbers in words, as German counts.
import { plural } from "./formats.ts";

export const p = plural("de");
const small = [
  "Niemand",
  "Eine Person",
  "Zwei",
  "Drei",
  "Vier",
  "Fünf",
  "Sechs",
  "Sieben",
  "Acht",
  "Neun",
  "Zehn",
  "Elf",
  "Zwölf",
];
export const word = (count: number) => small[count] ?? String(count);
export const rounds = (count: number) => p(count, { one: "eine Runde", other: `${count} Runden` });
