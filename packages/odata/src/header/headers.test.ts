import { describe, expect, test } from 'vitest'
import { parseETag, parsePrefer, type Preferences, printETag, printPrefer } from '../index.ts'

describe('Prefer', () => {
  test.each<[Preferences, string]>([
    [{}, ''],
    [{ returnRepresentation: true }, 'return=representation'],
    [{ returnRepresentation: false }, 'return=minimal'],
    [
      {
        includeAnnotations: ['OData.Community.Display.V1.FormattedValue', 'Microsoft.Dynamics.CRM.*'],
        maxPageSize: 50,
      },
      'odata.include-annotations="OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.*",odata.maxpagesize=50',
    ],
    [{ trackChanges: true, continueOnError: true }, 'odata.track-changes,odata.continue-on-error'],
    [
      { respondAsync: true, callbackUrl: 'https://contoso.com/done?a="b"' },
      String.raw`respond-async,callback; url="https://contoso.com/done?a=\"b\""`,
    ],
  ])('%o prints and reads back', (preferences, text) => {
    expect(printPrefer(preferences)).toBe(text)
    expect(parsePrefer(text)).toEqual(preferences)
  })

  test.each<[string, Preferences]>([
    ['  return=representation ,  odata.maxpagesize = 5', { returnRepresentation: true, maxPageSize: 5 }],
    ['Return=representation, unknown; x="a,b"; y', { returnRepresentation: true }],
    ['odata.maxpagesize=0, odata.maxpagesize=abc', {}],
    ['odata.maxpagesize=1, odata.maxpagesize=2', { maxPageSize: 1 }],
    ['odata.include-annotations=*', { includeAnnotations: ['*'] }],
    ['odata.include-annotations="a, b,"', { includeAnnotations: ['a', 'b'] }],
    ['return=something', {}],
    ['=,;"', {}],
  ])('%s reads as far as it makes sense', (text, preferences) => {
    expect(parsePrefer(text)).toEqual(preferences)
  })

  test.each<[string, Preferences]>([
    ['a line end', { callbackUrl: 'https://contoso.com\r\nx: y' }],
    ['half a row', { maxPageSize: 1.5 }],
    ['no row', { maxPageSize: 0 }],
  ])('%s is refused', (_, preferences) => {
    expect(() => printPrefer(preferences)).toThrowError(TypeError)
  })
})

describe('ETag', () => {
  test('prints a version as a weak tag', () => {
    expect(printETag(81359849)).toBe('W/"81359849"')
  })

  test.each([
    ['W/"81359849"', '81359849'],
    ['"81359849"', '81359849'],
    [' W/"1" ', '1'],
    ['*', undefined],
    ['null', undefined],
    ['W/"1", W/"2"', undefined],
  ])('%s has the version %s', (text, version) => {
    expect(parseETag(text)).toBe(version)
  })
})
