import { expect, test } from 'vitest'
import { iterateRows } from './iterate-rows.ts'
import type { TakenPage } from './iterate-rows.ts'

function pagesOf(...pages: number[][]) {
  const asked: number[] = []
  const next = async (): Promise<TakenPage<number> | undefined> => {
    asked.push(asked.length)
    const rows = pages[asked.length - 1]
    return rows && { raws: rows, make: (row: number) => row }
  }
  return { asked, next }
}

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = []
  for await (const row of rows) found.push(row)
  return found
}

test('gives the rows of all pages, empty ones among them', async () => {
  expect(await all(iterateRows(pagesOf([1, 2], [], [3]).next))).toEqual([1, 2, 3])
})

test('fetches a page once for all that wait for it', async () => {
  const { asked, next } = pagesOf([1, 2], [3])
  const rows = iterateRows(next)
  const results = await Promise.all([rows.next(), rows.next(), rows.next(), rows.next()])
  expect(results.map(({ value }) => value)).toEqual([1, 2, 3, undefined])
  expect(asked).toHaveLength(3)
})

test('asks for the next page when half of the rows are used up', async () => {
  const { asked, next } = pagesOf([1, 2, 3, 4], [5])
  const rows = iterateRows(next)
  await rows.next()
  await rows.next()
  expect(asked).toHaveLength(1)
  await rows.next()
  expect(asked).toHaveLength(2)
})

test('tells an error of a page read ahead when that page is reached', async () => {
  let count = 0
  const rows = iterateRows<number>(async () => {
    if (count++ > 0) throw new Error('lost')
    return { raws: [1, 2], make: (row: number) => row }
  })
  expect(await rows.next()).toMatchObject({ value: 1 })
  expect(await rows.next()).toMatchObject({ value: 2 })
  await expect(rows.next()).rejects.toThrow('lost')
})

test('ends what it has begun to fetch once it is left', async () => {
  const { next } = pagesOf([1, 2], [3])
  let left = 0
  for await (const row of iterateRows(next, () => left++)) if (row === 2) break
  expect(left).toBe(1)
  for await (const _ of iterateRows(pagesOf([1]).next, () => left++));
  expect(left).toBe(1)
})

test('fetches nothing further once it is left', async () => {
  const { asked, next } = pagesOf([1, 4, 5], [2])
  const rows = iterateRows(next)
  for await (const row of rows) if (row === 1) break
  expect(await rows.next()).toEqual({ done: true, value: undefined })
  expect(asked).toHaveLength(1)
})

test('ends with the first error', async () => {
  let count = 0
  const rows = iterateRows<number>(() => Promise.reject(new Error(`lost ${++count}`)))
  await expect(rows.next()).rejects.toThrow('lost 1')
  expect(await rows.next()).toEqual({ done: true, value: undefined })
})

test('makes a row when it is taken, and ends with one that cannot be made', async () => {
  const made: string[] = []
  const make = (raw: string): number => {
    made.push(raw)
    if (raw === 'x') throw new TypeError('no number')
    return Number(raw)
  }
  const rows = iterateRows(async () => ({ raws: ['1', 'x', '3'], make }))
  expect(made).toEqual([])
  expect(await rows.next()).toEqual({ done: false, value: 1 })
  expect(made).toEqual(['1'])
  await expect(rows.next()).rejects.toThrow('no number')
  expect(await rows.next()).toEqual({ done: true, value: undefined })
})
