import type { Row, Value } from './row.ts'

/**
 * Makes the rows of one table objects of one shape, which engines read quickly and keep compactly: a row with dozens of cells
 * that were added one by one would be a hash table of its own.
 */
export interface RowShape {
  /** A row with the cells that hold something; of the others, those that other rows have are there and `undefined`. */
  shape(cells: Row): Row
}

type Cells = Record<string, Value | undefined>

export function createRowShape(): RowShape {
  const names = new Set<string>()
  let template: Cells = {}
  return {
    shape(cells) {
      const before = names.size
      for (const name in cells) if (holds(cells[name])) names.add(name)
      if (names.size > before) template = emptyRow(names)
      const row = { ...template }
      for (const name in cells) if (names.has(name)) row[name] = cells[name]
      return row as Row // a cell that is `undefined` reads as one that is not there
    },
  }
}

const holds = (value: Value | undefined): boolean => value !== null && value !== undefined

function emptyRow(names: ReadonlySet<string>): Cells {
  const cells: Cells = {}
  for (const name of names) cells[name] = undefined
  return { ...cells } // the copy is laid out at once, and so are copies of it
}
