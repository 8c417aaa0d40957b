import { expect, test } from 'vitest'
import { iterateRows } from './iterate-rows.ts'
import type { Page } from './query.ts'

function pagesOf(...pages: number[][]) {
  const asked: number[] = []
  const next = async (): Promise<Page<number> | undefined> => {
    asked.push(asked.length)
    const rows = pages[asked.length - 1]
    return rows && { rows }
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

test('fetches nothing further once it is left', async () => {
  const { asked, next } = pagesOf([1], [2])
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
