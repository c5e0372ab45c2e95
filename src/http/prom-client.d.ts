// Parts of prom-client that come without types.

declare module 'prom-client/lib/metrics/*.js' {
  /** Counts one thing of the process. */
  export default function collect(registry: import('prom-client').Registry): void
}
