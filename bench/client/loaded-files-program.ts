// Runs a program as a browser would, and prints the files that it has loaded: `node loaded-files-program.ts program.js`.
import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ID = '7eb682f1-ca75-e511-80d4-00155d2a68d1'
const HEADERS = { 'Content-Type': 'application/json', 'OData-Version': '4.0' }

/** Answers rows to queries, a row to reads of one, and an id to writes. */
async function answer(input: Request | URL | string, init?: RequestInit): Promise<Response> {
  const { url, method } = new Request(input, init)
  if (method === 'POST')
    return new Response(null, { status: 204, headers: { ...HEADERS, 'OData-EntityId': `${url}(${ID})` } })
  const row = { accountid: ID, name: 'Contoso' }
  return new Response(JSON.stringify(url.includes('(') ? row : { value: [row] }), { headers: HEADERS })
}

globalThis.fetch = answer as typeof fetch
// No Node.js from here on, so that nothing is loaded that only servers load; what `fetch` is made of has to know it.
await answer('https://contoso.crm.dynamics.com')
Object.defineProperty(process.versions, 'node', { value: undefined })

const files: string[] = []
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.push(fileURLToPath(url))
    return next(url, context)
  },
})
await import(pathToFileURL(process.argv[2] ?? '').href)
console.log(JSON.stringify(files))
