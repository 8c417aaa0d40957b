import { readXml, type XmlElement, type XmlReading } from '../xml/read-xml.ts'
import { PagingCookieError } from './paging-cookie-error.ts'

const READING: XmlReading = {
  names: 'whole',
  refuse: (_, problem) => new PagingCookieError('invalidXml', problem),
}

/** The root of a document that is a `<cookie>`. @throws PagingCookieError */
export function readCookie(text: string): XmlElement {
  const element = readXml(text, READING)
  if (element.name !== 'cookie') throw new PagingCookieError('invalidCookie', 'it is another element')
  return element
}

/** An attribute that is a page, counted from 1. @throws PagingCookieError */
export function pageOf(element: XmlElement, attribute: string): number {
  const text = element.attributes[attribute] ?? ''
  if (!/^[1-9]\d{0,14}$/u.test(text)) throw new PagingCookieError('invalidCookie', `${attribute} is no page`)
  return Number(text)
}
