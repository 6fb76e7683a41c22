// The part of Papa Parse that is used. Its published types would bring Node's and the browser's globals into these rules.
declare module "papaparse" {
  const Papa: {
    parse(
      csv: string,
      config: { readonly delimiter: string; readonly skipEmptyLines: boolean },
    ): { readonly data: string[][]; readonly errors: readonly unknown[] };
  };
  export default Papa;
}
