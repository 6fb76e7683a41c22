// Numbers in words, as English counts.
import { plural } from "./formats.ts";

export const p = plural("en");
const small = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];
export const word = (count: number) => small[count] ?? String(count);
export const lower = (count: number) => word(count).toLowerCase();
