import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseEnvironmentUrl } from '@dynamics-kit/client'
import { readCsdl } from '@dynamics-kit/odata'
import { createFakeDynamics } from '@dynamics-kit/testing'
import { CommandFailure } from '../command/command-failure.ts'
import { signIn } from '../command/sign-in.ts'
import { readyLine, welcome } from '../emulator/ready.ts'
import { exitCode } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'
import { forward, type Target } from './forward.ts'
import { createLearntRows } from './learnt-rows.ts'
import type { RecordCommandOptions } from './record-command.ts'
import { createRecording } from './recording.ts'
import { createScrubber } from './scrub.ts'

/**
 * An emulator whose Web API is another environment's: programs sign in to the fake, their requests go on. What comes back is
 * learnt and written.
 */
export async function runRecord(options: RecordCommandOptions, terminal: Terminal): Promise<number> {
  const stopped = terminal.stopped()
  const { url, credential } = signIn(options)
  const target: Target = { url: parseEnvironmentUrl(url()).origin, credential, fetch }
  const metadata = await readMetadata(target)
  const learnt = createLearntRows(readCsdl(metadata))
  const recording = await createRecording(options.out, metadata)
  const scrubber = options.scrub ? createScrubber() : undefined
  const fake = createFakeDynamics()
  let count = 0

  const server = await fake
    .listen({
      port: options.port,
      http: options.http,
      certificateDirectory: options.certificates ?? join(homedir(), '.dynamics-kit', 'emulator'),
      routes: { '/api': pass },
    })
    .catch(async (error: unknown) => {
      await recording.discard()
      throw error
    })
  const ready = readyLine(fake, [{ name: 'contoso', tenant: fake, server }])
  terminal.out(
    options.json
      ? `${JSON.stringify(ready)}\n`
      : welcome(
          ready,
          `Its Web API is that of ${target.url}; writes reach it. Ctrl-C ends the recording in ${options.out}.`,
        ),
  )
  await stopped
  await server.close()
  const rows = learnt.rows()
  await recording.close(rows)
  const rowCount = Object.values(rows).reduce((sum, { length }) => sum + length, 0)
  terminal.error(`${count} requests, ${rowCount} rows. Replay them: dynamics-kit emulator --replay ${options.out}\n`)
  return exitCode.ok

  async function pass(request: Request): Promise<Response> {
    // Whoever comes without a token is told where to get one: at the fake.
    if (request.headers.get('authorization') === null) return challenge(new URL(request.url).origin)
    const { path, requestText, response, responseText } = await forward(request, target)
    count += 1
    const body = scrubbed(responseText)
    if (request.method === 'GET' && response.status === 200) learnt.learn(body)
    recording.add({
      method: request.method,
      path: scrubber ? scrubber.address(path) : path,
      ...(requestText !== '' && { request: scrubbed(requestText) }),
      status: response.status,
      ...(responseText !== '' && { response: body }),
    })
    return response
  }

  function challenge(origin: string): Response {
    const where = `authorization_uri=${origin}/${fake.tenantId}/oauth2/authorize, resource_id=${origin}/`
    return new Response(null, { status: 401, headers: { 'www-authenticate': `Bearer ${where}` } })
  }

  /** Parsed where it is JSON; other texts, such as batches, are only named by their length when they are to be scrubbed. */
  function scrubbed(text: string): unknown {
    try {
      const value: unknown = JSON.parse(text)
      return scrubber ? scrubber.value(value) : value
    } catch {
      return scrubber ? `(${text.length} characters)` : text
    }
  }
}

async function readMetadata({ url, credential, fetch: send }: Target): Promise<string> {
  const token = await credential.getToken(`${url}/.default`)
  const response = await send(`${url}/api/data/v9.2/$metadata?annotations=true`, {
    headers: { authorization: `Bearer ${token?.token ?? ''}`, accept: 'application/xml' },
  })
  if (!response.ok)
    throw new CommandFailure('failed', `${url} answered ${response.status} to $metadata; dynamics-kit doctor says why.`)
  return response.text()
}
