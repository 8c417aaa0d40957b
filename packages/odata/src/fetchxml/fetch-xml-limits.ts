/** What Dataverse takes in one FetchXML query. Nothing here enforces it: a server answers with an error of its own. */
export const fetchXmlLimits: {
  readonly links: number
  readonly conditions: number
  readonly top: number
  readonly pageSize: number
  readonly aggregatedRows: number
} = {
  /** Link-entities, nested ones counted; more is `0x8004430D`. */
  links: 15,
  /** Conditions and links together; more is `0x8004430C`. */
  conditions: 500,
  top: 5000,
  pageSize: 5000,
  /** Rows that an aggregate reads; more is `0x8004E023`. */
  aggregatedRows: 50_000,
}
