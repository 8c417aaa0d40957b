import { expect, test } from 'vitest'
import * as tables from './attribute-table.ts'
import { parseFetchXml } from './parse-fetch-xml.ts'
import { printFetchXml, PRINTED_ATTRIBUTES } from './print-fetch-xml.ts'

const { otherSpellings: _, ...elements } = tables

test.each(Object.entries(elements))('prints all attributes that are read: %s', (_element, table) => {
  expect(Object.keys(table).filter((member) => !PRINTED_ATTRIBUTES.includes(member))).toEqual([])
})

test('spells attributes as they are read', () => {
  const text =
    '<fetch output-format="xml-ado" paging-cookie="1" no-lock="true" min-active-row-version="true" utc-offset="60"><entity name="account"><link-entity name="contact" from="a" to="b" link-type="outer"><attribute name="fullname" groupby="true"/></link-entity></entity></fetch>'
  expect(printFetchXml(parseFetchXml(text))).toBe(text)
})
