// Counts what an object writes as the platform bills it: rows of SQL with their indexes, key-value puts, alarms.
import { runInDurableObject } from "cloudflare:test";

/** Rows written by the object while `act` runs. The object must not be evicted meanwhile. */
export const countRowsWritten = async <T extends Rpc.DurableObjectBranded>(
  stub: DurableObjectStub<T>,
  act: () => Promise<unknown>,
): Promise<number> => {
  let rows = 0;
  const cursors: { readonly rowsWritten: number }[] = [];
  const restore = await runInDurableObject(stub, (_instance, { storage }) => {
    const { put, setAlarm, sql } = storage;
    const { exec } = sql;
    storage.put = (async (...args: Parameters<typeof put>) => {
      rows += 1;
      await put.apply(storage, args);
    }) as typeof put;
    storage.setAlarm = async (...args) => {
      rows += 1;
      await setAlarm.apply(storage, args);
    };
    sql.exec = ((...args: Parameters<typeof exec>) => {
      const cursor = exec.apply(sql, args);
      cursors.push(cursor);
      return cursor;
    }) as typeof exec;
    return () => {
      storage.put = put;
      storage.setAlarm = setAlarm;
      sql.exec = exec;
    };
  });
  await act();
  await runInDurableObject(stub, restore);
  return cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, rows);
};
