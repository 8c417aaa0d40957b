import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { FakeWorld } from '@dynamics-kit/testing'
import type { Session } from './api.ts'
import type { ViewProperties } from './app.ts'
import { decodeToken, meaningOf } from './decoded-token.ts'
import { shownValue } from './row.ts'

/** A token, decoded: the page's own, or one that is pasted. */
export function TokensView({ api }: ViewProperties): VNode {
  const [text, setText] = useState('')
  const [session, setSession] = useState<Session>()
  const [world, setWorld] = useState<FakeWorld>()
  const [now, setNow] = useState(0)
  useEffect(() => {
    void api.session().then(setSession)
    void api.world().then(setWorld)
    void api.clock().then((clock) => setNow(clock.now))
  }, [api])
  const token = decodeToken(text)
  return html`<section>
    <div class="bar">
      <h2>Token</h2>
      <button onClick=${() => setText(session?.token ?? '')}>The inspector’s own</button>
      <button class="quiet" onClick=${() => setText('')}>Clear</button>
    </div>
    <textarea
      rows="4"
      spellcheck=${false}
      placeholder="Paste an access token. It stays on this page."
      aria-label="Access token"
      value=${text}
      onInput=${(event: InputEvent) => setText((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    ${text !== '' && token === undefined && html`<p class="error" role="alert">That is no JWT: three parts with dots between.</p>`}
    ${token && html`<${Verdicts} claims=${token.claims} session=${session} world=${world} now=${now} />`}
    ${
      token &&
      html`<table>
        <thead>
          <tr>
            <th scope="col">claim</th>
            <th scope="col">value</th>
            <th scope="col">meaning</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries({ ...token.header, ...token.claims }).map(
            ([name, value]) =>
              html`<tr>
                <td>${name}</td>
                <td><code>${shownValue(value)}</code></td>
                <td>${name === 'tid' ? `tenant ${tenantName(world, value)}` : meaningOf(name, value)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`
    }
  </section>`
}

/** A tenant by its name, where the fake has it. */
function tenantName(world: FakeWorld | undefined, id: unknown): string {
  const tenant = world?.tenants.find((one) => one.id === id)
  return tenant ? `${tenant.name} (${tenant.id})` : String(id)
}

/** What Dynamics would say of it. */
function Verdicts({
  claims,
  session,
  world,
  now,
}: {
  readonly claims: Readonly<Record<string, unknown>>
  readonly session: Session | undefined
  readonly world: FakeWorld | undefined
  readonly now: number
}): VNode {
  const problems = [
    Number(claims['exp']) * 1000 < now
      ? 'It has expired by the emulator’s clock: 401, Security Token Expired!'
      : undefined,
    Number(claims['nbf']) * 1000 > now + 300_000
      ? 'It is not valid yet: 401, Security Token Not Yet Valid!'
      : undefined,
    session && String(claims['aud']).replace(/\/$/, '') !== session.url
      ? `It is for ${String(claims['aud'])}, not for ${session.url}: ask for the scope ${session.url}/.default.`
      : undefined,
    session && claims['tid'] !== session.tenantId
      ? `It is of the tenant ${tenantName(world, claims['tid'])}; this environment is of ${tenantName(world, session.tenantId)}: 401, Security Token Validation Failed!`
      : undefined,
    claims['scp'] === undefined ? undefined : 'A person signed in for it: it is no app-only token.',
  ].filter((problem) => problem !== undefined)
  return problems.length === 0
    ? html`<p class="good">Dynamics would take it, if the signature holds.</p>`
    : html`<ul class="problems">
        ${problems.map((problem) => html`<li>${problem}</li>`)}
      </ul>`
}
