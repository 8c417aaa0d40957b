/** What queries need that know their table, or ask for more than comparisons. */
export { printAnyExpression } from '@dynamics-kit/odata'
export { filtered } from '../filter/filtered.ts'
export { columnReaders } from '../row/column-readers.ts'
