// Counts the rows of one object as the platform does: SQL with its indexes, key-value puts, alarms set.

export type CountedRows = { readonly rowsWritten: number; readonly rowsRead: number };

/** Every write and read from now on ends up in `cursors`; answers how to stop. */
export const countRows = ({ storage }: DurableObjectState, cursors: CountedRows[]): (() => void) => {
  const { put, setAlarm, sql } = storage;
  const { exec } = sql;
  const oneRow: CountedRows = { rowsWritten: 1, rowsRead: 0 };
  storage.put = (async (...args: Parameters<typeof put>) => {
    cursors.push(oneRow);
    await put.apply(storage, args);
  }) as typeof put;
  storage.setAlarm = async (...args) => {
    cursors.push(oneRow);
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
};
