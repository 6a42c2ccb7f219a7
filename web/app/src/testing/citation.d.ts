/** A reader of citations that has no types of its own. */
declare module '@citation-js/core' {
  interface Read {
    author: [Record<string, string>];
    issued: { 'date-parts': number[][] };
  }
  export const plugins: {
    input: { chain(text: string, options: { generateGraph: boolean }): [Read, ...Read[]] };
  };
}
