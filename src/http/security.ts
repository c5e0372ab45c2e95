// Headers that keep an answer from being taken for something else. Said here rather than by a package: finished answers
// carry them ready made, and there are three.

/** On every answer; pages that load something say so themselves. A picture opened by itself may use its own style. */
export const securityHeaders = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *",
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
}
