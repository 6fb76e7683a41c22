// The API by its own document: paths, parameters, bodies and answers are typed from what the Worker serves
// (api-schema.ts, made by `npm run api:types`). Types only; what runs is `call`.
import type { components, paths } from "./api-schema.ts";
import { call, type Query } from "./http.ts";

export type Schemas = components["schemas"];
export type User = Schemas["User"];
export type SignedIn = Schemas["SignedIn"];
export type RoomView = Schemas["Room"];
export type RoomDoor = Schemas["RoomDoor"];
export type MediaView = Schemas["Media"];

type Method = "get" | "post" | "put" | "patch" | "delete";
type Known = { [P in keyof paths]: P extends `/api/v1${infer Rest}` ? Rest : never }[keyof paths];
type Operation<M extends Method, P extends Known> = `/api/v1${P}` extends keyof paths
  ? Exclude<paths[`/api/v1${P}`][M], undefined>
  : never;
type PathWith<M extends Method> = { [P in Known]: [Operation<M, P>] extends [never] ? never : P }[Known];

type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : undefined;
export type Answer<M extends Method, P extends PathWith<M>> =
  Operation<M, P> extends { responses: infer R }
    ? 200 extends keyof R
      ? Json<R[200]>
      : 201 extends keyof R
        ? Json<R[201]>
        : undefined
    : never;

type PathOf<O> = O extends { parameters: { path: infer Path extends object } } ? { readonly path: Path } : unknown;
type QueryOf<O> = O extends { parameters: { query?: infer Query } } ? { readonly query?: Query } : unknown;
type BodyOf<O> = O extends { requestBody: { content: { "application/json": infer Body } } }
  ? { readonly body: Body }
  : unknown;
/** `once`: creating POSTs carry a key, so that a repeated tap or a lost answer creates once. */
type Options<O> = PathOf<O> & QueryOf<O> & BodyOf<O> & { readonly once?: string; readonly signal?: AbortSignal };
/** No options where none are needed. */
type Rest<O> = Record<never, never> extends Options<O> ? [options?: Options<O>] : [options: Options<O>];

export type BodyFor<M extends Method, P extends PathWith<M>> =
  BodyOf<Operation<M, P>> extends { readonly body: infer Body } ? Body : never;

type Untyped = { path?: Record<string, string>; query?: Query; body?: unknown; once?: string; signal?: AbortSignal };

/** Throws `ApiError` for every answer that is not a success. */
export const api = <M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  ...[options]: Rest<Operation<M, P>>
): Promise<Answer<M, P>> => {
  const { path: names = {}, query, body, once, signal }: Untyped = options ?? {};
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name] ?? ""));
  return call<Answer<M, P>>(method.toUpperCase() as Uppercase<M>, address, {
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    ...(once === undefined ? {} : { once }),
    ...(signal === undefined ? {} : { signal }),
  });
};
