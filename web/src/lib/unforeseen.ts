// Slides move for everybody at the same moment, which the actor chooses: a page foresees nothing of them.

const ON_STAGE: ReadonlySet<string> = new Set(["show", "go", "play", "hide"]);

export const isOnStage = (command: { readonly name: string }): boolean => ON_STAGE.has(command.name);

/** What the rules ask for and no page knows. */
export const NO_STAGE = { leadMs: () => 0, deck: () => null } as const;
