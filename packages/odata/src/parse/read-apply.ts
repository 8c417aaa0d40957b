import type { AggregateExpression, Transformation } from '../ast/query-options.ts'
import {
  accept,
  type Cursor,
  expect,
  expectName,
  matchAt,
  nested,
  skipSpace,
  syntaxError,
  unexpected,
} from './cursor.ts'
import { readExpression } from './read-expression.ts'

/** Reads the value of `$apply`: transformations with `/` between them. */
export function readApply(cursor: Cursor): readonly Transformation[] {
  return nested(cursor, () => {
    const transformations: Transformation[] = []
    do {
      skipSpace(cursor)
      transformations.push(readTransformation(cursor))
      skipSpace(cursor)
    } while (accept(cursor, '/'))
    return transformations
  })
}

function readTransformation(cursor: Cursor): Transformation {
  const start = cursor.offset
  const name = expectName(cursor, 'transformation')
  skipSpace(cursor)
  switch (name) {
    case 'filter':
      return readFilter(cursor)
    case 'aggregate':
      return { kind: 'aggregate', aggregates: readAggregates(cursor) }
    case 'groupby':
      return readGroupby(cursor)
    default:
      throw syntaxError(cursor, 'unsupportedTransformation', start, { token: name })
  }
}

function readFilter(cursor: Cursor): Transformation {
  expect(cursor, '(')
  const filter = readExpression(cursor)
  skipSpace(cursor)
  expect(cursor, ')', 'operator')
  return { kind: 'filter', filter }
}

function readAggregates(cursor: Cursor): readonly AggregateExpression[] {
  expect(cursor, '(')
  const aggregates: AggregateExpression[] = []
  do {
    skipSpace(cursor)
    aggregates.push(readAggregate(cursor))
    skipSpace(cursor)
  } while (accept(cursor, ','))
  expect(cursor, ')', "','")
  return aggregates
}

const COUNT = /\$count(?!\w)/y

function readAggregate(cursor: Cursor): AggregateExpression {
  if (matchAt(COUNT, cursor)) {
    cursor.offset += '$count'.length
    return { kind: 'count', alias: readAfter(cursor, 'as') }
  }
  const path = readNamePath(cursor)
  return { kind: 'aggregate', path, method: readAfter(cursor, 'with'), alias: readAfter(cursor, 'as') }
}

/** Reads `as total`. */
function readAfter(cursor: Cursor, keyword: 'as' | 'with'): string {
  skipSpace(cursor)
  const { offset } = cursor
  if (expectName(cursor, keyword) !== keyword) {
    cursor.offset = offset
    throw unexpected(cursor, keyword)
  }
  skipSpace(cursor)
  return expectName(cursor)
}

function readGroupby(cursor: Cursor): Transformation {
  expect(cursor, '(')
  skipSpace(cursor)
  expect(cursor, '(')
  const properties: (readonly string[])[] = []
  do {
    skipSpace(cursor)
    properties.push(readNamePath(cursor))
    skipSpace(cursor)
  } while (accept(cursor, ','))
  expect(cursor, ')', "','")
  skipSpace(cursor)
  const apply = accept(cursor, ',') ? readApply(cursor) : undefined
  skipSpace(cursor)
  expect(cursor, ')', "','")
  return apply ? { kind: 'groupby', properties, apply } : { kind: 'groupby', properties }
}

function readNamePath(cursor: Cursor): readonly string[] {
  const names: string[] = []
  do names.push(expectName(cursor))
  while (accept(cursor, '/'))
  return names
}
