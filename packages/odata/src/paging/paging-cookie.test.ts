import { describe, expect, test } from 'vitest'
import {
  fetchXmlOfPage,
  pagingCookieOfNextLink,
  parseFetchXml,
  parsePageCookie,
  parsePagingCookie,
  parseUri,
  printFetchXml,
  printPageCookie,
  printPagingCookie,
  printSkiptoken,
  printUri,
} from '../index.ts'

// The shape that the documentation prints, with ids made up.
const inner =
  '<cookie page="1"><contactid last="{D5026A4D-0000-4000-8000-000000000001}" first="{25A17064-0000-4000-8000-000000000002}" /></cookie>'
const once =
  '%3ccookie%20page%3d%221%22%3e%3ccontactid%20last%3d%22%7bD5026A4D-0000-4000-8000-000000000001%7d%22%20first%3d%22%7b25A17064-0000-4000-8000-000000000002%7d%22%20%2f%3e%3c%2fcookie%3e'
const annotation = `<cookie pagenumber="2" pagingcookie="${once.replaceAll('%', '%25')}" istracking="False" />`
const skiptoken = `<cookie pagenumber="2" pagingcookie="${once}" istracking="False" />`
const nextLink = `https://contoso.api.crm.dynamics.com/api/data/v9.2/contacts?$select=fullname&$skiptoken=%3Ccookie%20pagenumber=%222%22%20pagingcookie=%22${once.replaceAll('%', '%25')}%22%20istracking=%22False%22%20/%3E`

const cookie = { pageNumber: 2, cookie: inner, isTracking: false }

describe('a paging cookie', () => {
  test.each([
    ['the annotation', annotation],
    ['a decoded $skiptoken', skiptoken],
  ])('is read from %s', (_, text) => {
    expect(parsePagingCookie(text)).toEqual(cookie)
  })

  test('is written as Dataverse writes it', () => {
    expect(printPagingCookie(cookie)).toBe(annotation)
    expect(printSkiptoken(cookie)).toBe(skiptoken)
  })

  test('is found in a next link', () => {
    expect(pagingCookieOfNextLink(nextLink)).toEqual(cookie)
    expect(pagingCookieOfNextLink('https://contoso.api.crm.dynamics.com/api/data/v9.2/contacts')).toBeUndefined()
    expect(pagingCookieOfNextLink('contacts?$skiptoken=abc')).toBeUndefined()
    expect(pagingCookieOfNextLink('contacts?$skiptoken=%')).toBeUndefined()
  })

  test('survives the address it is in', () => {
    const uri = printUri({ path: [{ name: 'contacts' }], options: { skiptoken: printSkiptoken(cookie) } })
    expect(parsePagingCookie(parseUri(uri).options.skiptoken ?? '')).toEqual(cookie)
    expect(pagingCookieOfNextLink(uri)).toEqual(cookie)
  })

  test('keeps percent signs, quotes and umlauts of values', () => {
    const text = printPageCookie({
      page: 3,
      columns: [{ name: 'name', last: `100% "Größe" & '<x>' %41`, first: null }],
    })
    const odd = { pageNumber: 4, cookie: text, isTracking: true }
    expect(parsePagingCookie(printPagingCookie(odd))).toEqual(odd)
    expect(parsePagingCookie(printSkiptoken(odd))).toEqual(odd)
  })

  test('leads to the query for the next page', () => {
    const fetch = parseFetchXml('<fetch count="3" page="1"><entity name="contact"/></fetch>')
    const next = printFetchXml(fetchXmlOfPage(fetch, parsePagingCookie(annotation)))
    expect(next).toContain('page="2" paging-cookie="&lt;cookie page=&quot;1&quot;&gt;&lt;contactid last=')
    expect(parseFetchXml(next).pagingCookie).toBe(inner)
  })

  test.each([
    ['no XML', 'abc', 'invalidXml'],
    ['another element', '<fetch/>', 'invalidCookie'],
    ['no page', '<cookie pagingcookie=""/>', 'invalidCookie'],
    ['page 0', '<cookie pagenumber="0"/>', 'invalidCookie'],
    ['broken encoding', '<cookie pagenumber="2" pagingcookie="%zz"/>', 'invalidCookie'],
  ])('is refused: %s', (_, text, code) => {
    expect(() => parsePagingCookie(text)).toThrowError(expect.objectContaining({ name: 'PagingCookieError', code }))
  })
})

describe('the cookie inside', () => {
  test('tells the first and last row', () => {
    const text = '<cookie page="1"><fullname lastnull="1" first="Alex" /><contactid last="{B}" first="{A}" /></cookie>'
    const page = {
      page: 1,
      columns: [
        { name: 'fullname', last: null, first: 'Alex' },
        { name: 'contactid', last: '{B}', first: '{A}' },
      ],
    }
    expect(parsePageCookie(text)).toEqual(page)
    expect(printPageCookie(page)).toBe(text)
  })
})
