// Counts what an object writes as the platform bills it: rows of SQL with their indexes, key-value puts, alarms.
import { meter } from "./cost-meter.fixture.ts";

/** Rows written by the object while `act` runs. The object must not be evicted meanwhile. */
export const countRowsWritten = async <T extends Rpc.DurableObjectBranded>(
  stub: DurableObjectStub<T>,
  act: () => Promise<unknown>,
): Promise<number> => (await meter(stub, act)).rowsWritten;
