import { readFileSync } from 'node:fs'
import apg from 'apg-js'
import { sharedData } from './shared-data.ts'

/** Checks a text by the grammar of relative URIs that OASIS publishes; nothing when the grammar is not there. */
export function grammarParser(): ((text: string) => void) | undefined {
  const file = sharedData('abnf/odata-abnf-construction-rules.txt')
  if (file === undefined) return undefined
  // A grammar in ABNF has CRLF (RFC 5234, 2.1).
  const generator = new apg.apgApi(readFileSync(file, 'utf8').replace(/\r?\n/gu, '\r\n'))
  generator.generate()
  const grammar = generator.toObject()
  const parser = new apg.apgLib.parser()
  return (text) => {
    const { success } = parser.parse(grammar, 'odataRelativeUri', apg.apgLib.utils.stringToChars(text))
    if (!success) throw new Error(`The grammar does not take ${text}`)
  }
}
