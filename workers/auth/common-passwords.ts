export const isCommonPassword =
  (_environment: string) =>
  (_lower: string): boolean =>
    false;
