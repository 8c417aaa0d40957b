/** The little of apg-js that is used here; it has no types of its own. */
declare module 'apg-js' {
  interface Generator {
    generate(): void
    toObject(): object
  }
  interface Parser {
    parse(grammar: object, rule: string, characters: readonly number[]): { readonly success: boolean }
  }
  const apg: {
    readonly apgApi: new (grammar: string) => Generator
    readonly apgLib: {
      readonly parser: new () => Parser
      readonly utils: { stringToChars(text: string): readonly number[] }
    }
  }
  export default apg
}
