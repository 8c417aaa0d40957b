import { builtin } from '../builtin.ts'

/**
 * A `fetch` for one server whose certificate no authority signed, known by its SHA-1 thumbprint as Service Fabric gives it.
 * The thumbprint is compared before a byte of the request is sent.
 */
export function pinnedFetch(thumbprint: string): (request: Request) => Promise<Response> {
  const wanted = thumbprint.replaceAll(':', '').toUpperCase()
  return (request) =>
    new Promise((resolve, reject) => {
      const url = new URL(request.url)
      const port = Number(url.port || 443)
      // The thumbprint below takes the place of a chain of trust.
      const socket = builtin('node:tls').connect({
        host: url.hostname,
        port,
        servername: url.hostname,
        rejectUnauthorized: false,
      })
      const stop = () => socket.destroy(request.signal.reason as Error)
      request.signal.addEventListener('abort', stop, { once: true })
      socket.once('close', () => request.signal.removeEventListener('abort', stop))
      socket.once('error', reject)
      socket.once('secureConnect', () => {
        const presented = socket.getPeerCertificate().fingerprint?.replaceAll(':', '').toUpperCase()
        if (presented !== wanted) {
          socket.destroy()
          reject(new Error('the server’s certificate is not the one in IDENTITY_SERVER_THUMBPRINT'))
          return
        }
        const headers = { ...Object.fromEntries(request.headers), connection: 'close' }
        const sent = builtin('node:https').request(
          url,
          { method: request.method, headers, createConnection: () => socket },
          (answer) => {
            const chunks: Buffer[] = []
            answer.on('data', (chunk: Buffer) => chunks.push(chunk))
            answer.once('error', reject)
            answer.once('end', () => {
              const given = Object.entries(answer.headers).flatMap(([name, value]) =>
                typeof value === 'string' ? [[name, value] as const] : [],
              )
              const status = answer.statusCode ?? 502
              const body = status === 204 || status === 304 ? null : Buffer.concat(chunks)
              resolve(new Response(body, { status, headers: given.map(([name, value]) => [name, value]) }))
            })
          },
        )
        sent.once('error', reject)
        sent.end()
      })
    })
}
