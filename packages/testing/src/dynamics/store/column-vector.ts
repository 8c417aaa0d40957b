import type { Row, Value } from './row.ts'

/**
 * The cells of one column of many rows, laid out for scans: numbers as they are (`NaN` where there is none), everything else as
 * codes of distinct values. Never changed.
 */
export type ColumnVector = NumberVector | CodeVector

interface NumberVector {
  readonly kind: 'numbers'
  readonly numbers: Float64Array
}

export interface CodeVector {
  readonly kind: 'codes'
  /** By row: where its value stands in `values`. */
  readonly codes: Int32Array
  /** Distinct values; the first is `null`. */
  readonly values: readonly Value[]
}

export function columnVector(rows: readonly Row[], name: string): ColumnVector {
  const isNumeric = rows.every((row) => isNumberOrNothing(row[name]))
  return isNumeric && rows.some((row) => typeof row[name] === 'number') ? numbersOf(rows, name) : codesOf(rows, name)
}

const isNumberOrNothing = (value: Value | undefined): boolean =>
  typeof value === 'number' || value === null || value === undefined

function numbersOf(rows: readonly Row[], name: string): NumberVector {
  const numbers = new Float64Array(rows.length)
  for (let position = 0; position < rows.length; position++) {
    const value = rows[position]?.[name]
    numbers[position] = typeof value === 'number' ? value : Number.NaN
  }
  return { kind: 'numbers', numbers }
}

function codesOf(rows: readonly Row[], name: string): CodeVector {
  const codes = new Int32Array(rows.length)
  const values: Value[] = [null]
  const known = new Map<Value, number>([[null, 0]])
  for (let position = 0; position < rows.length; position++) {
    const value = rows[position]?.[name] ?? null
    let code = known.get(value)
    if (code === undefined) {
      code = values.length
      values.push(value)
      known.set(value, code)
    }
    codes[position] = code
  }
  return { kind: 'codes', codes, values }
}
