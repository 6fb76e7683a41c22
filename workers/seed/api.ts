// The public API as the seed uses it: what it does, any script could do.

export class SeedError extends Error {}

export type Api = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  /** Of bytes, or of nothing but its address. */
  put(path: string, bytes?: Uint8Array<ArrayBuffer>): Promise<void>;
};

/** Paths are below `/api/v1`. Rejects with the problem's code. */
export const openApi = (origin: string, accessToken?: string): Api => {
  const call = async <T>(method: string, path: string, body?: BodyInit, type = "application/json"): Promise<T> => {
    const answer = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: {
        "content-type": type,
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const said = (await answer.json()) as T & { code?: string; detail?: string };
    if (!answer.ok)
      throw new SeedError(said.code, { cause: `${method} ${path}: ${answer.status} ${said.detail ?? ""}` });
    return said;
  };
  return {
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, JSON.stringify(body)),
    patch: (path, body) => call("PATCH", path, JSON.stringify(body)),
    put: (path, bytes) =>
      bytes === undefined ? call("PUT", path) : call("PUT", path, bytes, "application/octet-stream"),
  };
};
