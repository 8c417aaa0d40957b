import { expect, test } from 'vitest'
import { parseLink, printUri } from '../index.ts'

const root = 'https://contoso.api.crm.dynamics.com/api/data/v9.2/'

test('a next link has the query and where to go on', () => {
  const { serviceRoot, uri } = parseLink(
    `${root}accounts?$select=name&$skiptoken=%3Ccookie%20pagenumber=%222%22%20/%3E`,
  )
  expect(serviceRoot).toBe(root)
  expect(uri).toEqual({
    path: [{ name: 'accounts' }],
    options: { select: ['name'], skiptoken: '<cookie pagenumber="2" />' },
  })
  expect(parseLink(serviceRoot + printUri(uri))).toEqual({ serviceRoot, uri })
})

test('a delta link has the token', () => {
  const { uri } = parseLink(`${root}accounts?$select=name&$deltatoken=919042%2108%2f22%2f2017%2008%3a10%3a44`)
  expect(uri.options).toEqual({ select: ['name'], deltatoken: '919042!08/22/2017 08:10:44' })
})

test('the address of a row has its key', () => {
  expect(parseLink(`${root}accounts(accountnumber='A-1')`).uri.path[0]?.arguments).toHaveLength(1)
})

test('a relative link has no service root', () => {
  expect(parseLink('accounts?$top=1')).toEqual({
    serviceRoot: '',
    uri: { path: [{ name: 'accounts' }], options: { top: 1 } },
  })
})

test('a link to elsewhere is taken apart no further than its address allows', () => {
  expect(() => parseLink('https://login.microsoftonline.com/?$top=x')).toThrowError(
    expect.objectContaining({ name: 'ODataSyntaxError' }),
  )
})
