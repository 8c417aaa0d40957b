import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'

/** Pieces that grammars are made of. */
const URI_PIECES =
  `' '' " ( ) , ; / & = ? % %2 %27 %E4 + @ $ - : . [ ] { } \\ /any( /$count /$ref $filter= $expand= $select= $apply= $top= ` +
  "null constructor @__proto__= toString( NaN -INF 1e 00000000-0000 duration' a. .. 😀 \uD800 \0"
const XML_PIECES =
  '< > </ /> " \' = & &amp; &#0; &x; <!-- --> <![CDATA[ ]]> <!DOCTYPE <!ENTITY <? ?> <filter> </filter> <entity> <a> ' +
  'link-type="any" operator="eq" top="1" Name="a" page="1" __proto__="1" <constructor/> toString= %3c %25 \0 \uD800 😀'
const BATCH_PIECES =
  '\r\n \n \r : -- --b --b-- --cs1_b HTTP/1.1 GET Content-Type: multipart/mixed; boundary= application/http Content-ID: 1 204 200 " ; \0 😀'

const separated = (pieces: string, ...spaced: readonly string[]): readonly string[] => [
  '',
  ...pieces.split(' '),
  ...spaced,
]

/** What is thrown into a text, by the kind of text. */
export const pieces = {
  uri: separated(URI_PIECES, ' ', ' eq ', ' and ', ' or ', 'not ', ' in ('),
  xml: separated(XML_PIECES, ' '),
  batch: separated(BATCH_PIECES, ' '),
} as const

/** A text that was right, with a few pieces put in, taken out or put over what was there; now and then left as it is. */
export function mutated(text: Arbitrary<string>, kind: keyof typeof pieces): Arbitrary<string> {
  const change = fc.record({ at: fc.nat(), cut: fc.nat(5), piece: fc.constantFrom(...pieces[kind]) })
  return fc.tuple(text, fc.array(change, { maxLength: 4 })).map(([start, changes]) =>
    changes.reduce((current, { at, cut, piece }) => {
      const offset = at % (current.length + 1)
      return current.slice(0, offset) + piece + current.slice(offset + cut)
    }, start),
  )
}
