import { readFileSync } from 'node:fs'
import apg from 'apg-js'
import { sharedData } from './shared-data.ts'

/** Tells whether a text is a relative URI by the grammar that OASIS publishes; nothing when the grammar is not there. */
export function grammarParser(): ((text: string) => boolean) | undefined {
  const file = sharedData('abnf/odata-abnf-construction-rules.txt')
  if (file === undefined) return undefined
  // A grammar in ABNF has CRLF (RFC 5234, 2.1).
  const generator = new apg.apgApi(readFileSync(file, 'utf8').replace(/\r?\n/gu, '\r\n'))
  generator.generate()
  const grammar = generator.toObject()
  const parser = new apg.apgLib.parser()
  return (text) => parser.parse(grammar, 'odataRelativeUri', apg.apgLib.utils.stringToChars(text)).success
}
