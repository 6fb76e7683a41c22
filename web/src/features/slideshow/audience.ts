// The page of whoever looks on: says that the slide which comes next is loaded, at once or as soon as it is.
export type Audience = {
  readonly announced: (index: number) => void;
  readonly loaded: (index: number) => void;
};

export const createAudience = (say: (index: number) => void): Audience => {
  const here = new Set<number>();
  let owed: number | null = null;
  return {
    announced(index) {
      owed = here.has(index) ? null : index;
      if (owed === null) say(index);
    },
    loaded(index) {
      here.add(index);
      if (owed !== index) return;
      owed = null;
      say(index);
    },
  };
};
