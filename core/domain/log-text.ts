// What of an error's text may stand in a log. The message of a failed query ends with its parameters: people's names,
// addresses and words.
const PARAMETERS = /\nparams: [\s\S]*?(?=(?:\n\s+at [^\n]*)*$)/;

export const logText = (text: string): string => text.replace(PARAMETERS, "");
