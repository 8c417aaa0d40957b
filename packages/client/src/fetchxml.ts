// Queries in FetchXML over table values: a part of its own, because few programs need it.
export { countColumn, fetchFrom } from './fetchxml/create-fetch.ts'
export type {
  AggregatedRow,
  ColumnCount,
  ColumnFilters,
  FetchAggregates,
  FetchLink,
  FetchPart,
  FetchQuery,
  FetchRow,
  JoinName,
  LookupName,
  RelatedType,
  ReverseLookup,
} from './fetchxml/typed-fetch.ts'
export type { FetchColumn } from './fetchxml/fetch-request.ts'
