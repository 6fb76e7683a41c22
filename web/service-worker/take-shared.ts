// What another app shares: kept on this device, then the page asks to whom it goes.
import { outboxDatabase } from "#web/lib/outbox-database.ts";

const wordsIn = (form: FormData): string =>
  ["title", "text", "url"]
    .map((field) => form.get(field))
    .filter((value): value is string => typeof value === "string" && value.trim() !== "")
    .join("\n");

export const takeShared = async (request: Request): Promise<Response> => {
  const form = await request.formData();
  const files = form.getAll("files").filter((value): value is File => value instanceof File && value.size > 0);
  const db = await outboxDatabase();
  const id = crypto.randomUUID();
  await db.put("shared", { id, text: wordsIn(form), files });
  return Response.redirect(`/share?id=${id}`, 303);
};
