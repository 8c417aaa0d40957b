import type { BrokenWorld, World } from './world.ts'

const organization = 'contoso.crm.dynamics.com'
const entra = 'login.microsoftonline.com'

/** What `fetch` of Node.js rejects with. */
const lost = (code: string) => async (): Promise<Response> =>
  Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code.toLowerCase()), { code }) }))

const page =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    new Response('<html><body>Welcome</body></html>', { status, headers: { 'content-type': 'text/html', ...headers } })

const between = (
  name: string,
  hosts: readonly string[],
  intercept: Parameters<World['network']['set']>[1],
  first: BrokenWorld['first'],
): BrokenWorld => ({
  name,
  how: 'network',
  break: ({ network }) => hosts.forEach((host) => network.set(host, intercept)),
  first,
  mend: ({ network }) => network.clear(),
})

/** Microsoft’s services as the fake has them; what is broken is on the way. */
export const worldsOfNetwork: readonly BrokenWorld[] = [
  between('the environment’s name is not known', [organization], lost('ENOTFOUND'), {
    check: 'dns',
    cause: 'dns',
    evidence: /contoso\.crm\.dynamics\.com cannot be looked up \(ENOTFOUND\), others can/,
  }),
  between('no name is known', [organization, entra], lost('EAI_AGAIN'), {
    check: 'dns',
    cause: 'dns',
    evidence: /contoso\.crm\.dynamics\.com and login\.microsoftonline\.com cannot/,
  }),
  between('a firewall refuses Entra', [entra], lost('ECONNREFUSED'), {
    check: 'connection',
    cause: 'connection-refused',
    evidence: /No connection to login\.microsoftonline\.com \(ECONNREFUSED\)/,
  }),
  between('connections are reset', [organization], lost('ECONNRESET'), {
    check: 'connection',
    cause: 'connection-refused',
  }),
  between('a firewall drops packets', [organization, entra], lost('UND_ERR_CONNECT_TIMEOUT'), {
    check: 'connection',
    cause: 'timeout',
  }),
  between('a proxy opens the traffic', [organization, entra], lost('SELF_SIGNED_CERT_IN_CHAIN'), {
    check: 'tls',
    cause: 'certificate-untrusted',
    evidence: /SELF_SIGNED_CERT_IN_CHAIN/,
  }),
  between('the certificate is for another host', [organization], lost('ERR_TLS_CERT_ALTNAME_INVALID'), {
    check: 'tls',
    cause: 'certificate-untrusted',
  }),
  between('a proxy wants a password', [organization, entra], page(407), {
    check: 'proxy',
    cause: 'proxy-refused',
    evidence: /HTTP 407/,
  }),
  {
    name: 'a proxy is named and Node.js does not use it',
    how: 'network',
    break({ network, variables }) {
      variables['HTTPS_PROXY'] = 'http://ada:a-password@proxy.contoso.com:8080'
      for (const host of [organization, entra]) network.set(host, lost('ENOTFOUND'))
    },
    first: { check: 'proxy', cause: 'proxy-unused', evidence: /names the proxy proxy\.contoso\.com:8080/ },
    mend({ network, variables }) {
      variables['NODE_USE_ENV_PROXY'] = '1'
      network.clear()
    },
  },
  {
    name: 'the proxy is not there',
    how: 'network',
    break({ network, variables }) {
      Object.assign(variables, { HTTPS_PROXY: 'proxy.contoso.com:8080', NODE_USE_ENV_PROXY: '1' })
      for (const host of [organization, entra]) network.set(host, lost('ECONNREFUSED'))
    },
    first: {
      check: 'proxy',
      cause: 'proxy-unreachable',
      evidence: /the proxy proxy\.contoso\.com:8080, of HTTPS_PROXY/,
    },
    mend: ({ network }) => network.clear(),
  },
  between(
    'a sign-in page of the network stands in between',
    [organization],
    page(302, { location: 'https://wifi.contoso.com/' }),
    {
      check: 'environment',
      cause: 'not-dataverse',
      evidence: /redirect/,
    },
  ),
  between('a web site answers at the URL', [organization], page(200), { check: 'environment', cause: 'not-dataverse' }),
  between('a web server answers at the URL, without the Web API', [organization], page(404), {
    check: 'environment',
    cause: 'not-dataverse',
  }),
  between('some service gives what it has without a sign-in', [organization], () => Response.json({ value: [] }), {
    check: 'environment',
    cause: 'not-dataverse',
    evidence: /answers 200 to a request without a token/,
  }),
  between('503: the environment is in administration mode', [organization], page(503), {
    check: 'environment',
    cause: 'unavailable',
    evidence: /503/,
  }),
  between(
    'Dynamics on premises answers, behind AD FS',
    [organization],
    () =>
      new Response(null, {
        status: 401,
        headers: { 'www-authenticate': 'Bearer authorization_uri=https://sts.contoso.com/adfs/oauth2/authorize' },
      }),
    { check: 'environment', cause: 'on-premises', evidence: /adfs/ },
  ),
  between(
    'Dynamics on premises answers, behind Windows sign-in',
    [organization],
    () => new Response(null, { status: 401, headers: { 'www-authenticate': 'Negotiate' } }),
    { check: 'environment', cause: 'on-premises', evidence: /without naming Microsoft Entra ID/ },
  ),
]
