import type { Exchange } from '../exchange.ts'
import { type Answer, json } from '../response/answer.ts'

/** 200 with a value of a complex type, `WhoAmIResponse`. */
export const complexAnswer = (
  exchange: Exchange,
  type: string,
  members: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Answer =>
  json({ '@odata.context': `${exchange.root}/$metadata#Microsoft.Dynamics.CRM.${type}`, ...members }, 200, headers)
