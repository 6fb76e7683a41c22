// What counts as one emoji: a sequence recommended for general interchange (UTS #51), fully qualified, and nothing else.

const ONE_EMOJI = new RegExp("^\\p{RGI_Emoji}$", "v");

/** Skin, hair and regional components are listed as emoji of their own by some, but never stand for one. */
export const isOneEmoji = (text: string): boolean => ONE_EMOJI.test(text);
