// One page load, never reused: beside the user it names who asked (contract, section 2).
export const CLIENT_ID: string = crypto.randomUUID().replaceAll("-", "");
