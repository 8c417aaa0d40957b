import type { Registration } from '../world/directory-lookup.ts'
import type { Tenant, User } from '../world/directory.ts'
import type { ServiceCall } from '../world/world.ts'

/** What a page asks a person. */
export interface SignInPage {
  readonly title: string
  /** Name of the app that asks. */
  readonly appName: string
  /** Where the form goes. */
  readonly action: string
  readonly users: readonly User[]
  /** User principal name that is chosen already. */
  readonly loginHint?: string | undefined
  /** Permissions to consent to; empty when there is nothing to ask. */
  readonly permissions?: readonly string[]
  /** What was wrong with the last try. */
  readonly problem?: string | undefined
  /** Whether a code of another device has to be typed. */
  readonly userCode?: string | undefined
}

/** The page of a request that a browser came with. */
export const signInPageOf = (
  call: ServiceCall,
  {
    app,
    tenants,
    query,
  }: { readonly app: Registration; readonly tenants: readonly Tenant[]; readonly query: URLSearchParams },
  content: Pick<SignInPage, 'title' | 'permissions' | 'problem'>,
): Response =>
  html(
    signInPage({
      ...content,
      appName: app.application.displayName,
      action: call.url.pathname + call.url.search,
      users: tenants.flatMap((tenant) => Array.from(tenant.users.values())),
      loginHint: query.get('login_hint') ?? undefined,
    }),
  )

/** The page people sign in on, as HTML: a list of the tenant's people, a password where somebody has one. */
export function signInPage(page: SignInPage): string {
  const { users, loginHint = '', permissions = [] } = page
  const options = users.map(({ id, displayName, userPrincipalName }) => {
    const chosen = userPrincipalName.toLowerCase() === loginHint.toLowerCase() ? ' selected' : ''
    return `<option value="${escape(id)}"${chosen}>${escape(`${displayName} (${userPrincipalName})`)}</option>`
  })
  const fields = [
    ...(page.userCode === undefined
      ? []
      : [`<label>Code <input name="user_code" required value="${escape(page.userCode)}"></label>`]),
    `<label>Account <select name="user">${options.join('')}</select></label>`,
    ...(users.some(({ password }) => password !== null)
      ? ['<label>Password <input name="password" type="password" autocomplete="off"></label>']
      : []),
    ...(permissions.length === 0
      ? []
      : [
          `<input type="hidden" name="consent" value="shown"><p>${escape(page.appName)} asks for:</p><ul>${permissions.map((one) => `<li>${escape(one)}</li>`).join('')}</ul>`,
        ]),
  ]
  return htmlPage(
    page.title,
    `${page.problem === undefined ? '' : `<p role="alert">${escape(page.problem)}</p>`}
<form method="post" action="${escape(page.action)}">
${fields.join('\n')}
<button name="decision" value="accept">${permissions.length === 0 ? 'Sign in' : 'Accept and sign in'}</button>
<button name="decision" value="cancel" formnovalidate>Cancel</button>
</form>
${users.length === 0 ? '<p>The fake tenant has no people yet: add one with <code>fake.addUser()</code>.</p>' : ''}`,
  )
}

/** A page that only says something. */
export function messagePage(title: string, message: string): string {
  return htmlPage(title, `<p>${escape(message)}</p>`)
}

/** A page that sends fields to the app by itself (`response_mode=form_post`). */
export function formPostPage(action: string, fields: URLSearchParams): string {
  const inputs = [...fields].map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  )
  return htmlPage(
    'Working',
    `<form method="post" action="${escape(action)}">${inputs.join('')}<button>Continue</button></form><script>document.forms[0].submit()</script>`,
  )
}

function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>
<style>body{font:1rem/1.5 system-ui;max-width:30rem;margin:4rem auto;padding:0 1rem}label{display:block;margin:.5rem 0}[role=alert]{color:#a4262c}</style></head>
<body><h1>${escape(title)}</h1>
${body}
<p><small>This is the fake Entra ID of dynamics-kit.</small></p></body>
</html>
`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** A page of Entra, never cached and never framed. */
export function html(text: string, status = 200): Response {
  return new Response(text, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store, no-cache',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    },
  })
}
