// Receipts as they come in: parsed one by one, so that a broken one does not take the others with it.
import { AttendanceReceipt } from "#core/protocol/attendance.ts";

export const parseReceipts = (
  receipts: readonly unknown[],
): { readonly parsed: readonly AttendanceReceipt[]; readonly malformed: readonly (string | null)[] } => {
  const parsed: AttendanceReceipt[] = [];
  const malformed: (string | null)[] = [];
  for (const receipt of receipts) {
    const result = AttendanceReceipt.safeParse(receipt);
    if (result.success) parsed.push(result.data);
    else malformed.push(idOf(receipt));
  }
  return { parsed, malformed };
};

/** So that the sender can forget it; null where there is none to read. */
const idOf = (receipt: unknown): string | null =>
  typeof receipt === "object" && receipt !== null && "id" in receipt && typeof receipt.id === "string"
    ? receipt.id.slice(0, 160)
    : null;
