import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { Api, WebApiAnswer } from './api.ts'
import type { ViewProperties } from './app.ts'
import { hashOf } from './route.ts'
import { depths, rightsOf } from './rights.ts'
import { errorIn, type Row, rowsIn } from './row.ts'
import { useAnswer } from './use-answer.ts'

/** Who is a user of the environment, their roles, and what they may do. */
export function UsersView({ api, schema }: ViewProperties): VNode {
  const [chosen, setChosen] = useState<string>()
  const users = useAnswer(async () => {
    const { status, body, text } = await api.webApi(
      'systemusers?$select=fullname,applicationid,isdisabled,domainname&$expand=systemuserroles_association($select=name),businessunitid($select=name)&$orderby=fullname',
    )
    if (status !== 200) throw new Error(errorIn(body, text))
    return rowsIn(body)
  }, [api])
  if (users.state === 'waiting') return html`<p class="note">Reading users …</p>`
  if (users.state === 'failed') return html`<p class="error" role="alert">${users.message}</p>`
  const user = users.value.find((row) => row['systemuserid'] === chosen)
  return html`<section>
    <h2>Users</h2>
    <table class="users">
      <thead>
        <tr>
          <th scope="col">user</th>
          <th scope="col">kind</th>
          <th scope="col">business unit</th>
          <th scope="col">security roles</th>
          <th scope="col">access</th>
        </tr>
      </thead>
      <tbody>
        ${users.value.map(
          (row) =>
            html`<tr aria-selected=${row['systemuserid'] === chosen ? 'true' : undefined}>
              <td>
                <a href=${hashOf('tables', 'systemuser', String(row['systemuserid']))}>${String(row['fullname'])}</a>
              </td>
              <td>${kindOf(row)}</td>
              <td>${nameIn(row['businessunitid'])}</td>
              <td>${rolesOf(row)}</td>
              <td><button onClick=${() => setChosen(String(row['systemuserid']))}>Check</button></td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${user && html`<${Attempt} key=${chosen} api=${api} schema=${schema} user=${user} />`}
  </section>`
}

/** What the user's roles allow on a table, and what the Web API says when they try. */
function Attempt({
  api,
  schema,
  user,
}: {
  readonly api: Api
  readonly schema: ViewProperties['schema']
  readonly user: Row
}): VNode {
  const [logicalName, setLogicalName] = useState('account')
  const [answer, setAnswer] = useState<WebApiAnswer>()
  const id = String(user['systemuserid'])
  const tables = useAnswer(() => schema.tables(), [schema])
  const rights = useAnswer(() => rightsOf(api, id, logicalName), [api, id, logicalName])
  const names = tables.state === 'here' ? tables.value : []
  const set = names.find((table) => table.logicalName === logicalName)?.entitySetName
  const choose = (event: Event): void => {
    setLogicalName((event.target as HTMLSelectElement).value)
    setAnswer(undefined)
  }
  return html`<div class="attempt">
    <div class="bar">
      <h3>${String(user['fullname'])} and</h3>
      <select aria-label="Table" value=${logicalName} onChange=${choose}>
        ${names.map((table) => html`<option key=${table.logicalName}>${table.logicalName}</option>`)}
      </select>
      <button onClick=${async () => setAnswer(await api.webApi(`${set}?$top=1`, { as: id }))}>Try to read</button>
    </div>
    ${answer && html`<p class=${answer.status < 400 ? 'good' : 'error'} role="status">${verdict(answer)}</p>`}
    ${rights.state === 'failed' && html`<p class="error" role="alert">${rights.message}</p>`}
    ${
      rights.state === 'here' &&
      html`<table>
        <thead>
          <tr>
            <th scope="col">action</th>
            <th scope="col">privilege</th>
            <th scope="col">rows</th>
          </tr>
        </thead>
        <tbody>
          ${rights.value.map(
            ({ action, privilege, depth }) =>
              html`<tr>
                <td>${action}</td>
                <td><code>${privilege}</code></td>
                <td class=${depth === undefined ? 'bad' : ''}>
                  ${depth === undefined ? 'none: no role has it' : depths[depth]}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>`
    }
  </div>`
}

function verdict({ status, body, text }: WebApiAnswer): string {
  if (status >= 400) return `${status}: ${errorIn(body, text)}`
  return rowsIn(body).length > 0 ? 'Yes, and there are rows they see.' : 'Yes, but there is no row they see.'
}

function kindOf(row: Row): string {
  const kind = row['applicationid'] === null ? 'person' : 'application'
  return row['isdisabled'] === true ? `${kind}, disabled` : kind
}

function rolesOf(row: Row): string {
  return rowsIn({ value: row['systemuserroles_association'] })
    .map((role) => String(role['name']))
    .join(', ')
}

function nameIn(value: unknown): string {
  return typeof value === 'object' && value !== null ? String(Reflect.get(value, 'name')) : ''
}
