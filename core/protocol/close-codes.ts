// Why an actor closes a socket; the application range of RFC 6455 section 7.4.2.

export const CLOSE = {
  malformed: 4400,
  tokenExpired: 4401,
  revoked: 4403,
  notAMember: 4404,
  slowReader: 4408,
  superseded: 4409,
  tooLarge: 4413,
  protocol: 4426,
  tooFast: 4429,
} as const;
