import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { readCsdl } from '@dynamics-kit/odata'
import { SaxesParser } from 'saxes'
import type { Job } from './measure.ts'
import { sharedData } from './shared-data.ts'

/** The largest of the real `$metadata` documents; no job where it is not there. */
export function metadata(): readonly Job[] {
  const file = sharedData('csdl/simple-odata-crm_schema.xml.gz')
  if (file === undefined) {
    console.log('$metadata is left out: ../shared/data is not there.')
    return []
  }
  const xml = gunzipSync(readFileSync(file)).toString('utf8')
  return [
    {
      title: `read $metadata of ${(xml.length / 1e6).toFixed(1)} MB`,
      budget: 3,
      contenders: [
        { name: 'saxes, a bare pass', run: () => new SaxesParser({ xmlns: false }).write(xml).close() },
        { name: '@dynamics-kit/odata, to a model', run: () => readCsdl(xml) },
      ],
    },
  ]
}
