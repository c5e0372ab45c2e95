// What we use of citation-js, which comes without types.

declare module '@citation-js/core' {
  export const plugins: { config: { get(plugin: '@bibtex'): { format: { useIdAsLabel: boolean } } } }
  /** Bibliographic entries as CSL-JSON, written in another format by a plugin. */
  export class Cite {
    constructor(entries: object[] | string)
    /** The entries as CSL-JSON. */
    data: object[]
    format(format: 'bibtex' | 'ris'): string
  }
}
declare module '@citation-js/plugin-bibtex'
declare module '@citation-js/plugin-ris'
