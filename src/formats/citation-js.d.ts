// What we use of citation-js, which comes without types.

declare module '@citation-js/core' {
  /** Bibliographic entries, read from CSL-JSON or any format of a plugin. */
  class Cite {
    constructor(entries: object[] | string)
    /** The entries as CSL-JSON. */
    data: object[]
    format(format: 'bibtex' | 'ris'): string
  }
  const library: {
    Cite: typeof Cite
    plugins: { config: { get(plugin: '@bibtex'): { format: { useIdAsLabel: boolean } } } }
  }
  export default library
}
declare module '@citation-js/plugin-bibtex'
declare module '@citation-js/plugin-ris'
