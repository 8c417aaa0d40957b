import type { Send } from '../http/send.ts'
import type { OperationOptions } from '../query/query.ts'
import { NAMES } from './check-definition.ts'
import { nameOf } from './definition-path.ts'
import { definitionRequests } from './definition-requests.ts'
import type { Metadata } from './metadata.ts'
import { definitionReads } from './read-definitions.ts'
import { definitionWrites } from './write-definitions.ts'
import { optionWrites } from './write-options.ts'

/** Reads and writes definitions with `send`. */
export function createMetadata(send: Send): Metadata {
  const requests = definitionRequests(send)
  const { post } = requests
  return Object.freeze({
    ...definitionReads(requests),
    ...definitionWrites(send, requests),
    ...optionWrites(requests),
    async publish(tables?: readonly string[], options: OperationOptions = {}) {
      if (tables !== undefined && !NAMES.is(tables))
        throw new TypeError(`publish takes ${NAMES.what}, or nothing for all.`)
      if (tables === undefined) return void (await post('PublishAllXml', {}, options))
      const entities = tables.map((name) => `<entity>${nameOf(name)}</entity>`).join('')
      const ParameterXml = `<importexportxml><entities>${entities}</entities></importexportxml>`
      return void (await post('PublishXml', { ParameterXml }, options))
    },
  } satisfies Metadata)
}
