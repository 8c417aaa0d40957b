import { createFakeDynamics, type FakeDynamicsOptions } from '@dynamics-kit/testing'
import { createProgram } from '../../src/program.ts'

/** What a run of the command printed, and how it ended. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** Runs the command in this process, in no terminal that a person looks at. */
export async function run(...args: string[]): Promise<Ran> {
  let out = ''
  let error = ''
  const program = createProgram({
    out: (text) => (out += text),
    error: (text) => (error += text),
    stopped: () => new Promise(() => undefined),
  })
  return { code: await program.run(args), out, error }
}

/** The same until `stop`; `printed` waits for a text on stdout. */
export function start(...args: string[]) {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>()
  const waiting = new Set<() => void>()
  let out = ''
  let error = ''
  const heard = (): void => {
    for (const look of waiting) look()
  }
  const exit = createProgram({
    out(text) {
      out += text
      heard()
    },
    error(text) {
      error += text
      heard()
    },
    stopped: () => stopped,
  }).run(args)
  const printed = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!`${out}${error}`.includes(text)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { stop, exit, printed, out: () => out, error: () => error }
}

/** A fake on loopback HTTP, and the variables that lead to it. */
export async function startFake(options: FakeDynamicsOptions = {}) {
  const fake = createFakeDynamics(options)
  const server = await fake.listen({ http: true })
  return {
    fake,
    server,
    variables: {
      DYNAMICS_URL: server.url,
      AZURE_AUTHORITY_HOST: server.authority,
      AZURE_TENANT_ID: fake.tenantId,
      AZURE_CLIENT_ID: fake.clientId,
      AZURE_CLIENT_SECRET: fake.clientSecret,
    },
  }
}
