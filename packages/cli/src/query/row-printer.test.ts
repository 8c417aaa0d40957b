import { expect, test } from 'vitest'
import { createRowPrinter } from './row-printer.ts'

function table(...rows: Readonly<Record<string, unknown>>[]): string {
  const printer = createRowPrinter('table')
  return printer.page(rows) + printer.end()
}

test('columns stand below each other in Japanese, too', () => {
  expect(table({ name: '日本語', city: 'Tokyo' }, { name: 'Contoso', city: '東京' })).toBe(
    ['name     city', '-------  -----', '日本語   Tokyo', 'Contoso  東京', ''].join('\n'),
  )
})

test('a terminal is told nothing by a row', () => {
  expect(table({ name: 'Contoso\u{1B}[2J\u{7}\nLtd' })).toBe(
    ['name', '---------------', 'Contoso [2J Ltd', ''].join('\n'),
  )
})

test('a long text is cut between characters, at so many columns of the terminal', () => {
  const [, , latin, wide] = table({ name: 'x'.repeat(61) }, { name: '👩‍👩‍👧'.repeat(31) }).split('\n')
  expect(latin).toBe(`${'x'.repeat(59)}…`)
  expect(wide).toBe(`${'👩‍👩‍👧'.repeat(29)}…`)
})
