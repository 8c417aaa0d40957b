// What an edge worker is, bundled.
import { inProcess } from './in-process.ts'
import { overHttp } from './over-http.ts'

export default {
  /** `GET /` in process, `GET /?url=http://…` over HTTP. */
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url).searchParams.get('url')
    return Response.json(url === null ? await inProcess() : await overHttp(url, credentialOf(url)))
  },
}

function credentialOf(url: string) {
  return {
    async getToken() {
      const response = await fetch(`${url}/token`)
      return { token: await response.text(), expiresOnTimestamp: Date.now() + 3_600_000 }
    },
  }
}
