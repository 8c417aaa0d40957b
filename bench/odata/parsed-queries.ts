import balena from '@balena/odata-parser'
import { parseUri } from '@dynamics-kit/odata'
import odataParser from '@odata/parser'
import odataV4Parser from 'odata-v4-parser'
import { grammarParser } from './grammar-parser.ts'
import type { Job } from './measure.ts'

const recognize = grammarParser()

/** The same addresses, percent-encoded as they come over the wire. Hands have no parser, so ours is the measure. */
const addresses = {
  'columns, filter, order and $top':
    "accounts?$select=name,revenue&$filter=name%20eq%20'Fourth%20Coffee''s'%20and%20revenue%20gt%201000000%20and%20statecode%20eq%200&$orderby=name%20desc&$top=10",
  'a lambda and a function':
    "accounts?$filter=contains(name,'coffee')%20and%20Account_Tasks/any(t:t/statecode%20eq%200%20or%20t/subject%20ne%20null)",
  'nested $expand':
    'accounts?$select=name&$expand=primarycontactid($select=fullname;$expand=createdby($select=fullname)),Account_Tasks($select=subject;$top=5)',
}

export const parsedQueries: readonly Job[] = Object.entries(addresses).map(([title, address]) => ({
  title: `parse: ${title}`,
  contenders: [
    { name: '@dynamics-kit/odata', run: () => parseUri(address) },
    { name: '@odata/parser', run: () => odataParser.defaultParser.odataUri(`/${address}`) },
    { name: 'odata-v4-parser', run: () => odataV4Parser.odataUri(`/${address}`) },
    { name: '@balena/odata-parser', run: () => balena.parse(`/${address}`) },
    ...(recognize ? [{ name: "OASIS's grammar in apg-js, which makes no tree", run: () => recognize(address) }] : []),
  ],
}))
