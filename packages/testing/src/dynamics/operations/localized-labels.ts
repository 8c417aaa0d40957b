import { requireRight } from '../access/require-access.ts'
import type { Exchange } from '../exchange.ts'
import { badQuery, validation } from '../fault.ts'
import { labelJson } from '../metadata/label.ts'
import { noContent } from '../response/answer.ts'
import type { RowReference } from '../write/reference.ts'
import { isObject } from '../write/payload.ts'
import { insertSystemRow } from '../write/system-row.ts'
import { updateRow } from '../write/update-row.ts'
import { complexAnswer } from './complex-answer.ts'
import { entityParameter } from './entity-parameter.ts'
import type { Invocation, OperationHandler } from './invocation.ts'

/** Columns that people read in their own language. */
const localizable: Readonly<Record<string, readonly string[]>> = {
  customapi: ['displayname', 'description'],
  customapirequestparameter: ['displayname', 'description'],
  customapiresponseproperty: ['displayname', 'description'],
  environmentvariabledefinition: ['displayname', 'description'],
  savedquery: ['name', 'description'],
}

/** The language that the columns themselves are in. */
const baseLanguage = 1033

/** Texts in other languages, which no entity set shows: rows of a table that the schema does not have. */
const labelTable = 'localizedlabel'

/**
 * `SetLocLabels`: what a column of a row is in other languages. Languages that are not sent keep their text.
 *
 * @see https://learn.microsoft.com/power-apps/developer/data-platform/webapi/reference/setloclabels
 */
export const setLocLabels: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    const { row, column } = labelled(exchange, parameters)
    const { Labels } = parameters
    if (!Array.isArray(Labels) || Labels.length === 0)
      throw badQuery("The parameter 'Labels' has to be a list of labels.")
    const labels = Labels.map(readLabel)
    requireRight(exchange, 'Write', row.table, row.row)
    exchange.organization.store.transaction(() => {
      for (const { text, language } of labels) {
        if (language === baseLanguage) updateRow(exchange, row.table, row.id, { [column]: text })
        else setLabel(exchange, { objectid: row.id, objectcolumnname: column, languageid: language }, text)
      }
    })
    return noContent()
  },
}

/** `RetrieveLocLabels`: the texts of a column of a row in all languages. */
export const retrieveLocLabels: OperationHandler = {
  kind: 'function',
  run({ exchange, parameters }) {
    const { row, column } = labelled(exchange, parameters)
    requireRight(exchange, 'Read', row.table, row.row)
    const own = row.row[column]
    const others = exchange.organization.store
      .table(labelTable, 'pairid')
      .where('objectid', row.id)
      .filter((label) => label['objectcolumnname'] === column)
      .map((label) => [Number(label['languageid']), String(label['label'])] as const)
    const byLanguage = new Map<number, string>(typeof own === 'string' ? [[baseLanguage, own], ...others] : others)
    const isManaged = row.row['ismanaged'] === true
    return complexAnswer(exchange, 'RetrieveLocLabelsResponse', {
      Label: labelJson(`${row.id}.${column}`, { text: undefined, byLanguage, isManaged }),
    })
  },
}

/** @throws Fault 400 for a column that is not localized */
function labelled(
  exchange: Exchange,
  { EntityMoniker, AttributeName }: Invocation['parameters'],
): { readonly row: RowReference; readonly column: string } {
  const row = entityParameter(exchange, EntityMoniker)
  const column = String(AttributeName)
  if (localizable[row.table.name]?.includes(column)) return { row, column }
  throw validation('0x80040203', `The column '${column}' of '${row.table.name}' has no localized labels.`)
}

function readLabel(given: unknown): { readonly text: string; readonly language: number } {
  const { Label, LanguageCode } = isObject(given) ? given : {}
  if (typeof Label === 'string' && typeof LanguageCode === 'number' && Number.isInteger(LanguageCode))
    return { text: Label, language: LanguageCode }
  throw badQuery("Each of the 'Labels' needs a Label and a LanguageCode.")
}

function setLabel(
  exchange: Exchange,
  cells: { readonly objectid: string; readonly objectcolumnname: string; readonly languageid: number },
  label: string,
): void {
  const before = exchange.organization.store
    .table(labelTable, 'pairid')
    .where('objectid', cells.objectid)
    .find((one) => one['objectcolumnname'] === cells.objectcolumnname && one['languageid'] === cells.languageid)
  insertSystemRow(exchange, labelTable, { ...cells, label }, ...(before ? [String(before['pairid'])] : []))
}
