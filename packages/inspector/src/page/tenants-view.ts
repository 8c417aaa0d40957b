import type { FakeWorld, WorldApp, WorldTenant } from '@dynamics-kit/testing'
import { html } from 'htm/preact'
import type { VNode } from 'preact'

/** The tenants of the world: their apps, people and environments. */
export function TenantsView({ world }: { readonly world: FakeWorld }): VNode {
  return html`<div>${world.tenants.map((tenant) => html`<${Tenant} key=${tenant.id} tenant=${tenant} />`)}</div>`
}

function Tenant({ tenant }: { readonly tenant: WorldTenant }): VNode {
  const { name, domain, id, apps, users, environments } = tenant
  return html`<section class="details" aria-label=${name}>
    <h3>
      ${name} <small>${domain} · <code>${id}</code></small>
    </h3>
    <h4>Apps</h4>
    ${table(
      ['name', 'client id', 'credentials', 'permissions'],
      apps.map((app) => [
        nameOf(app, tenant),
        html`<code>${app.clientId}</code>`,
        credentialsOf(app),
        permissionsOf(app),
      ]),
    )}
    <h4>People</h4>
    ${
      users.length === 0
        ? html`<p class="note">Nobody.</p>`
        : table(
            ['name', 'user principal name', 'roles in the tenant'],
            users.map((user) => [
              user.isDisabled ? `${user.name} (disabled)` : user.name,
              user.userPrincipalName,
              user.directoryRoles.join(', '),
            ]),
          )
    }
    <h4>Environments</h4>
    ${
      environments.length === 0
        ? html`<p class="note">None.</p>`
        : table(
            ['environment', 'user', 'business unit', 'security roles'],
            environments.flatMap((environment) =>
              environment.users.length === 0
                ? [[environment.url, 'nobody', '', '']]
                : environment.users.map((user) => [
                    environment.url,
                    user.isDisabled ? `${user.name} (disabled)` : user.name,
                    user.businessUnit,
                    user.roles.join(', ') || 'none',
                  ]),
            ),
          )
    }
  </section>`
}

const table = (columns: readonly string[], rows: readonly (readonly (VNode | string)[])[]): VNode =>
  html`<table>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col">${column}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (cells) =>
          html`<tr>
            ${cells.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`

function nameOf({ name, kind, homeTenantId, servicePrincipalId, isDisabled }: WorldApp, { id }: WorldTenant): string {
  const remarks = [
    kind === 'managedIdentity' ? 'managed identity' : '',
    homeTenantId !== undefined && homeTenantId !== id ? 'of another tenant' : '',
    servicePrincipalId === undefined ? 'no service principal' : '',
    isDisabled ? 'disabled' : '',
  ].filter((remark) => remark !== '')
  return remarks.length === 0 ? name : `${name} (${remarks.join(', ')})`
}

const credentialsOf = ({ credentials }: WorldApp): string =>
  credentials
    .map((one) =>
      one.kind === 'federated'
        ? `${one.name}: ${one.subject}`
        : `${one.kind} ${one.kind === 'secret' ? `${one.hint}…` : one.thumbprint.slice(0, 8)} until ${one.expires.slice(0, 10)}`,
    )
    .join(', ')

const permissionsOf = ({ permissions }: WorldApp): string =>
  permissions
    .map(({ permission, consent }) => {
      if (consent === 'everybody') return permission
      return `${permission} (${consent === 'nobody' ? 'not consented' : consent.user})`
    })
    .join(', ')
