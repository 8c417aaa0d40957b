import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'

interface BundleSize {
  readonly name: string
  readonly bytes: number
  readonly gzip: number
}

const PROGRAMS: readonly (readonly [name: string, code: string])[] = [
  ['ky', `import ky from 'ky'\nconsole.log(await ky('https://contoso.crm.dynamics.com').json())`],
  [
    'dynamics-web-api',
    `import { DynamicsWebApi } from 'dynamics-web-api'\nconst api = new DynamicsWebApi({ serverUrl: 'https://contoso.crm.dynamics.com' })\nconsole.log(await api.retrieveMultiple({ collection: 'accounts' }))`,
  ],
  [
    '@dynamics-kit/client',
    `import { createClient } from '@dynamics-kit/client'\nconst dynamics = createClient({ url: 'https://contoso.crm.dynamics.com' })\nconsole.log(await dynamics.from('accounts').all())`,
  ],
]

/** What a page has to load before it can read rows; what is loaded when it is first used does not count. */
export async function bundleSizes(): Promise<readonly BundleSize[]> {
  return Promise.all(PROGRAMS.map(([name, code]) => sizeOf(name, code)))
}

async function sizeOf(name: string, code: string): Promise<BundleSize> {
  const bundle = await rolldown({
    input: 'program',
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? `${import.meta.dirname}/program.js` : null),
        load: (id) => (id.endsWith('/bench/client/program.js') ? code : null),
      },
    ],
  })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  const chunks = output.filter((file) => file.type === 'chunk')
  const needed = new Set<string>()
  const rest = chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
  for (let file = rest.pop(); file !== undefined; file = rest.pop()) {
    if (needed.has(file)) continue
    needed.add(file)
    rest.push(...(chunks.find(({ fileName }) => fileName === file)?.imports ?? []))
  }
  const text = chunks.filter(({ fileName }) => needed.has(fileName)).map((chunk) => chunk.code)
  return {
    name,
    bytes: text.reduce((sum, { length }) => sum + length, 0),
    gzip: text.reduce((sum, chunk) => sum + gzipSync(chunk, { level: 9 }).length, 0),
  }
}
