import { ok, strictEqual } from 'node:assert'
import { gunzipSync } from 'node:zlib'
import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  FetchXmlError,
  type FetchXml,
  fetchXmlToQuery,
  type Model,
  parseFetchXml,
  parseUri,
  printUri,
  queryToFetchXml,
  readCsdl,
  TranslationError,
} from '../src/index.ts'
import { arbitraryFetchXml } from './arbitrary-fetch-xml.ts'
import { contoso } from './contoso-model.ts'
import { sharedData, WITHOUT_SHARED_DATA } from './shared-data.ts'

/** The tree of a text, or the typed error it was refused with; everything else is thrown. */
function treeOrError(text: string): FetchXml | FetchXmlError {
  try {
    return parseFetchXml(text)
  } catch (error) {
    ok(error instanceof FetchXmlError && error.line >= 1 && error.column >= 1, error as Error)
    return error
  }
}

describe('FetchXML that is wrong', () => {
  test.each([
    ['elements', '<fetch>'.repeat(150_000)],
    ['links', `<fetch><entity name="a">${'<link-entity name="b">'.repeat(10_000)}`],
    ['attributes', `<fetch ${Array.from({ length: 100_000 }, (_, index) => `a${index}="1"`).join(' ')}/>`],
    ['one long name', `<${'f'.repeat(1_000_000)}/>`],
    [
      'one long operator',
      `<fetch><entity name="a"><filter><condition attribute="a" operator="${'e'.repeat(1_000_000)}"/></filter></entity></fetch>`,
    ],
    ['brackets', '<'.repeat(1_000_000)],
    ['comments', '<!--'.repeat(250_000)],
    ['references', `<fetch options="${'&'.repeat(1_000_000)}"/>`],
    ['entities', `<!DOCTYPE fetch [${'<!ENTITY a "&a;&a;">'.repeat(50_000)}]><fetch options="&a;"/>`],
  ])(
    'is refused: a million characters of %s',
    (_, text) => {
      expect(treeOrError(text)).toBeInstanceOf(FetchXmlError)
    },
    60_000,
  )
})

/** A query, said and said again, or why it was refused; everything else is thrown. */
function there(work: () => string): string | TranslationError {
  try {
    return work()
  } catch (error) {
    if (error instanceof TranslationError) return error
    throw error
  }
}

const uriOf = (tree: FetchXml, model: Model): string => {
  const { entitySet, options } = fetchXmlToQuery(tree, model)
  return printUri({ path: [{ name: entitySet }], options })
}

test('any tree at all is translated or refused by name', () => {
  const property = fc.property(arbitraryFetchXml, (tree) => {
    for (const name of ['account', 'contact', 'systemuser']) {
      ok(there(() => uriOf({ ...tree, entity: { ...tree.entity, name } }, contoso)))
    }
  })
  expect(fc.defaultReportMessage(fc.check(property, { numRuns: 3000 }))).toBeUndefined()
})

const index = sharedData('fetchxml/index.tsv')
const metadata = sharedData('csdl/davidmoten-dynamics-crm4-v9.1.xml.gz')

describe.skipIf(!index || !metadata)(
  `real FetchXML as addresses${index && metadata ? '' : ` (skipped: ${WITHOUT_SHARED_DATA})`}`,
  () => {
    test('is translated and stays as it is, or is refused by name', () => {
      const model = metadata ? readCsdl(gunzipSync(readFileSync(metadata)).toString('utf8')) : contoso
      const folder = sharedData('fetchxml/') ?? '.'
      const trees = readdirSync(folder)
        .filter((file) => file.endsWith('.xml'))
        .map((file) => treeOrError(readFileSync(`${folder}/${file}`, 'utf8')))
        .filter((tree): tree is FetchXml => !(tree instanceof FetchXmlError))
      const counts: Record<string, number> = { translated: 0 }
      for (const tree of trees) {
        const uri = there(() => uriOf(tree, model))
        const outcome = uri instanceof TranslationError ? uri.code : 'translated'
        counts[outcome] = (counts[outcome] ?? 0) + 1
        if (typeof uri === 'string') strictEqual(uriOf(queryToFetchXml(parseUri(uri), model), model), uri)
      }
      expect(counts['translated']).toBeGreaterThan(100)
    }, 60_000)
  },
)
