import { writeCsdl } from '@dynamics-kit/odata'
import type { Exchange } from '../exchange.ts'
import { Fault } from '../fault.ts'
import { type Answer, json } from '../response/answer.ts'
import { withoutAnnotations } from '../schema/without-annotations.ts'

/** `GET {root}/`: the entity sets. */
export function serviceDocument(exchange: Exchange): Answer {
  const value = [...exchange.scan.schema.model.entitySets.keys()].map((name) => ({
    name,
    kind: 'EntitySet',
    url: name,
  }))
  return json({ '@odata.context': `${exchange.root}/$metadata`, value })
}

/** `GET {root}/$metadata`: CSDL as XML, with annotations where they are asked for. */
export function metadataDocument(exchange: Exchange): Answer {
  const accept = exchange.headers.get('accept') ?? ''
  if (/application\/json/i.test(accept) && !/xml|\*\/\*/i.test(accept)) {
    throw new Fault(
      415,
      '0x80060888',
      `A supported MIME type could not be found that matches the acceptable MIME types for the request. The supported type(s) 'application/xml;q=1.0, application/xml' do not match any of the acceptable MIME types '${accept}'.`,
    )
  }
  const annotated =
    exchange.url.searchParams.get('annotations') === 'true' || exchange.preferences.includeAnnotations?.includes('*')
  const { model } = exchange.scan.schema
  const body = annotated === true ? writeCsdl(model) : writeCsdl(withoutAnnotations(model))
  return { status: 200, headers: { 'Content-Type': 'application/xml' }, body }
}
