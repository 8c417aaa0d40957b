import { defineSchema } from '@dynamics-kit/odata'
import type {
  BigIntColumn,
  DateOnlyColumn,
  DateTimeColumn,
  DecimalColumn,
  DecimalText,
  DoubleColumn,
  KeyColumn,
  LookupColumn,
  MoneyColumn,
  One,
  Table,
  TableShape,
} from '@dynamics-kit/odata'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { clientWith, ID, ROOT } from './client-with.ts'
import { json } from './recorded-fetch.ts'

interface Tables {
  new_payment: PaymentTable
}

interface PaymentTable extends TableShape {
  readonly entitySet: 'new_payments'
  readonly logicalName: 'new_payment'
  readonly tables: Tables
  readonly columns: {
    readonly new_paymentid: KeyColumn
    readonly new_amount: MoneyColumn
    readonly new_rate: DecimalColumn
    readonly new_score: DoubleColumn
    readonly versionnumber: BigIntColumn
    readonly new_paidon: DateTimeColumn
    readonly new_dueon: DateOnlyColumn
    readonly new_parentid: LookupColumn<'new_payment'>
  }
  readonly navigation: { readonly new_parentid: One<'new_payment'> }
}

const payments: Table<PaymentTable> = defineSchema<Tables>({
  new_payment: {
    entitySet: 'new_payments',
    key: 'new_paymentid',
    columns: {
      money: 'new_amount',
      decimal: 'new_rate',
      double: 'new_score',
      bigInt: 'versionnumber',
      dateTime: 'new_paidon',
      dateOnly: 'new_dueon',
      lookup: { new_parentid: 'new_payment:new_ParentId' },
    },
  },
}).table('new_payment')

const ROW = `{"@odata.etag":"W/\\"1\\"","new_amount":12345678901234567.8901,"new_rate":1.50,"new_score":5.0,"versionnumber":9007199254740993,"new_paidon":"2024-04-05T18:30:07Z","new_dueon":"2024-04-05"}`
const answer = (text: string) => () =>
  new Response(text, { headers: { 'Content-Type': 'application/json', 'OData-Version': '4.0' } })
const page = (rows: string) => answer(`{"value":[${rows}]}`)
const COLUMNS = ['new_amount', 'new_rate', 'new_score', 'versionnumber', 'new_paidon', 'new_dueon'] as const
const EXACT = { dateTime: 'Date', decimal: 'text', bigInt: 'bigint' } as const

describe('values', () => {
  test('read as JSON has them by default', async () => {
    const { dynamics } = clientWith(page(ROW))
    const [row] = await dynamics.from(payments).select('new_amount', 'new_paidon').all()
    expect(row).toEqual({ new_amount: 12345678901234568, new_paidon: '2024-04-05T18:30:07Z' })
  })

  test('read as dates and with all digits when asked, by the type of their column', async () => {
    const { dynamics, last } = clientWith(page(ROW))
    const [row] = await dynamics
      .from(payments)
      .values(EXACT)
      .select(...COLUMNS)
      .all()
    expectTypeOf(row!).toEqualTypeOf<{
      new_amount: DecimalText | null
      new_rate: DecimalText | null
      new_score: number | null
      versionnumber: bigint | null
      new_paidon: Date | null
      new_dueon: string | null
    }>()
    expect(row).toEqual({
      new_amount: '12345678901234567.8901',
      new_rate: '1.50',
      new_score: 5,
      versionnumber: 9007199254740993n,
      new_paidon: new Date('2024-04-05T18:30:07Z'),
      new_dueon: '2024-04-05',
    })
    expect(last()).toMatchObject({ method: 'GET', url: `${ROOT}new_payments?$select=${COLUMNS.join(',')}`, body: '' })
  })

  test('of no value stay null', async () => {
    const { dynamics } = clientWith(page('{}'))
    const [row] = await dynamics
      .from(payments)
      .values(EXACT)
      .select(...COLUMNS)
      .all()
    expect(Object.values(row!)).toEqual([null, null, null, null, null, null])
  })

  test('of related rows are converted too', async () => {
    const { dynamics } = clientWith(page(`{"new_ParentId":${ROW}}`))
    const [row] = await dynamics
      .from(payments)
      .values({ dateTime: 'Date', decimal: 'text' })
      .select('new_paidon')
      .expand('new_parentid', (parent) => parent.select('new_paidon', 'new_amount'))
      .all()
    expectTypeOf(row!.new_parentid).toEqualTypeOf<{ new_paidon: Date | null; new_amount: DecimalText | null } | null>()
    expect(row).toEqual({
      new_paidon: null,
      new_parentid: { new_paidon: new Date('2024-04-05T18:30:07Z'), new_amount: '12345678901234567.8901' },
    })
  })

  test('of a large page are the same', async () => {
    const { dynamics } = clientWith(page(Array.from({ length: 600 }, () => ROW).join(',')))
    const rows = await dynamics.from(payments).values(EXACT).select('new_amount', 'new_paidon', 'new_parentid').all()
    expect(rows).toHaveLength(600)
    expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(
      new Set(['{"new_amount":"12345678901234567.8901","new_paidon":"2024-04-05T18:30:07.000Z","new_parentid":null}']),
    )
  })

  test('of one row are converted by retrieve', async () => {
    const { dynamics } = clientWith(answer(ROW))
    const row = await dynamics.retrieve(payments, ID, { select: ['versionnumber'], values: { bigInt: 'bigint' } })
    expectTypeOf(row).toEqualTypeOf<{ versionnumber: bigint | null }>()
    expect(row).toEqual({ versionnumber: 9007199254740993n })
  })

  test('keep their digits when they are written', async () => {
    const { dynamics, last } = clientWith(new Response(null, { status: 204 }))
    await dynamics.update(payments, ID, { new_amount: '12345678901234567.8901', versionnumber: 9007199254740993n })
    expect(last().body).toBe('{"new_amount":12345678901234567.8901,"versionnumber":9007199254740993}')
  })

  test('that are no numbers are refused, by name', async () => {
    const { dynamics, sent } = clientWith()
    const row = { new_amount: '12,50' } as never
    await expect(dynamics.update(payments, ID, row)).rejects.toThrow(
      new TypeError('new_payment.new_amount takes a finite number, as such or as text like "1234.5678".'),
    )
    expect(sent).toEqual([])
  })

  test('need a generated table, and to be said before expand', async () => {
    const { dynamics } = clientWith()
    expect(() => dynamics.from('accounts').values({ dateTime: 'Date' })).toThrow('values takes a generated table')
    const late = dynamics.from(payments).expand('new_parentid').values({ dateTime: 'Date' })
    await expect(late.all()).rejects.toThrow('values goes before expand.')
  })

  test.each([
    '2024-02-29T00:00:00Z',
    '1753-01-01T23:59:59Z',
    '0001-01-01T00:00:00Z',
    '2024-04-05T18:30:00.123Z',
    '2024-04-05T18:30:00+02:00',
  ])('%s reads as the same time that Date reads', async (text) => {
    const { dynamics } = clientWith(json({ value: [{ new_paidon: text }] }))
    const [row] = await dynamics.from(payments).values({ dateTime: 'Date' }).select('new_paidon').all()
    expect(row!.new_paidon).toEqual(new Date(text))
  })
})
