import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const source = join(import.meta.dirname, '../src')

/** Files and packages that a file pulls in when it runs; types are gone by then. */
function importsOf(file: string, found: Set<string> = new Set()): ReadonlySet<string> {
  const code = readFileSync(file, 'utf8')
  for (const [, specifier = ''] of code.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'/gmu)) {
    const target = specifier.startsWith('.') ? relative(source, join(dirname(file), specifier)) : specifier
    if (found.has(target)) continue
    found.add(target)
    if (specifier.startsWith('.')) importsOf(join(source, target), found)
  }
  return found
}

test.each([
  ['printing an address', 'print/print-uri.ts', /^(?:saxes|xml|fetchxml|translate|multipart|paging|csdl|parse)/u],
  ['parsing an address', 'parse/parse-uri.ts', /^(?:saxes|xml|fetchxml|translate|multipart|paging|csdl)/u],
  [
    'printing FetchXML',
    'fetchxml/print-fetch-xml.ts',
    /^(?:saxes|xml\/read|translate|multipart|paging|csdl|parse|print)/u,
  ],
  ['reading a batch', 'multipart/read-batch.ts', /^(?:saxes|xml|fetchxml|translate|paging|csdl|parse|print)/u],
  ['translating', 'translate/query-to-fetch-xml.ts', /^(?:saxes|xml\/read|multipart|paging|csdl|parse|print)/u],
])('%s pulls in nothing of the rest', (_, file, others) => {
  const imported = [...importsOf(join(source, file))]
  expect(imported.length).toBeGreaterThan(0)
  expect(imported.filter((name) => others.test(name))).toEqual([])
})
