import { escapeAttribute } from '../xml/escape-xml.ts'
import type { XmlElement } from '../xml/read-xml.ts'
import { pageOf, readCookie } from './read-cookie.ts'

/**
 * The inner cookie: the first and last row of a page by the columns it was sorted by. Clients hand it back unread.
 *
 *     <cookie page="1"><fullname last="Susanna" first="Alex" /><contactid last="{D5026A4D-…}" first="{25A17064-…}" /></cookie>
 */
export interface PageCookie {
  /** The page that was read, counted from 1. */
  readonly page: number
  readonly columns: readonly PageCookieColumn[]
}

/** A column's value in the last and first row; `null` is written `lastnull="1"`. */
export interface PageCookieColumn {
  readonly name: string
  readonly last: string | null
  readonly first: string | null
}

/** Reads an inner cookie, decoded: the `cookie` of a `PagingCookie`. @throws PagingCookieError when it is none. */
export function parsePageCookie(text: string): PageCookie {
  const element = readCookie(text)
  const columns = element.children.map((column) => ({
    name: column.name,
    last: valueOf(column, 'last'),
    first: valueOf(column, 'first'),
  }))
  return { page: pageOf(element, 'page'), columns }
}

/** An inner cookie as text, for who plays the service; values are escaped, control characters of them are not. */
export function printPageCookie({ page, columns }: PageCookie): string {
  const elements = columns.map(({ name, last, first }) => `<${name} ${print('last', last)} ${print('first', first)} />`)
  return `<cookie page="${page}">${elements.join('')}</cookie>`
}

function valueOf(column: XmlElement, attribute: 'last' | 'first'): string | null {
  return column.attributes[attribute] ?? null
}

function print(attribute: 'last' | 'first', value: string | null): string {
  return value === null ? `${attribute}null="1"` : `${attribute}="${escapeAttribute(value)}"`
}
