/** What is read of a connection string. */
export interface ConnectionSettings {
  readonly authType?: string
  readonly url?: string
  readonly clientId?: string
  readonly clientSecret?: string
  readonly thumbprint?: string
  readonly storeName?: string
}

/** Settings by the names that are documented for them; names compare without case and blanks. */
const names: Readonly<Record<keyof ConnectionSettings, readonly string[]>> = {
  authType: ['AuthType', 'AuthenticationType'],
  url: ['Url', 'ServiceUri', 'Service Uri', 'Server'],
  clientId: ['ClientId', 'AppId', 'ApplicationId'],
  clientSecret: ['ClientSecret', 'Secret'],
  thumbprint: ['Thumbprint', 'CertThumbprint', 'CertificateThumbprint'],
  storeName: ['StoreName', 'CertificateStoreName'],
}

/** Documented names that mean something only where a person signs in, or where .NET keeps connections. */
const meaningless: ReadonlySet<string> = new Set(
  [
    'UserName',
    'User Name',
    'UserId',
    'User Id',
    'Password',
    'Domain',
    'HomeRealmUri',
    'Home Realm Uri',
    'RequireNewInstance',
    'SkipDiscovery',
    'RedirectUri',
    'ReplyUrl',
    'TokenCacheStorePath',
    'LoginPrompt',
    'Integrated Security',
    'IntegratedSecurity',
  ].map(plain),
)

const settingOf: ReadonlyMap<string, keyof ConnectionSettings> = new Map(
  Object.entries(names).flatMap(([setting, spellings]) =>
    // The keys of the table are exactly those of the settings.
    spellings.map((name) => [plain(name), setting as keyof ConnectionSettings] as const),
  ),
)

/**
 * Splits `name=value;name=value`. A value with `;` stands in quotes, single or double; a quote inside is doubled.
 *
 * @throws {TypeError} Naming the part that is wrong, by its name or place; values are not repeated.
 * @see https://learn.microsoft.com/dotnet/api/system.data.common.dbconnectionstringbuilder
 */
export function parseConnectionString(text: string): ConnectionSettings {
  if (typeof text !== 'string') throw new TypeError('connection string: is missing; give AuthType=ClientSecret;Url=…')
  const settings: { -readonly [Name in keyof ConnectionSettings]: string } = {}
  for (const { name, value } of pairsOf(text)) {
    const setting = settingOf.get(plain(name))
    if (setting === undefined) {
      if (meaningless.has(plain(name))) continue
      throw new TypeError(`connection string: ${JSON.stringify(name)} is no key of connection strings for Dataverse`)
    }
    if (settings[setting] !== undefined) throw new TypeError(`connection string: ${name} is given twice`)
    settings[setting] = value
  }
  return settings
}

/** A name, and a value in quotes or bare. Blanks around both are cut afterwards: a pattern that did it would try each one. */
const pair = /([^=;]*)=\s*(?:"((?:[^"]|"")*)"\s*(?:;|$)|'((?:[^']|'')*)'\s*(?:;|$)|([^;]*)(?:;|$))/y
const rest = /[\s;]*$/y

function* pairsOf(text: string): Generator<{ readonly name: string; readonly value: string }> {
  let from = 0
  for (let place = 1; ; place++) {
    // The patterns are shared: another string may have been read meanwhile.
    rest.lastIndex = from
    if (rest.test(text)) return
    pair.lastIndex = from
    const [, name = '', double, single, bare = ''] = pair.exec(text) ?? []
    from = pair.lastIndex
    if (name.trim() === '') throw new TypeError(`connection string: part ${place} is not name=value`)
    const value = double?.replaceAll('""', '"') ?? single?.replaceAll("''", "'") ?? bare.trim()
    yield { name: name.trim(), value }
  }
}

function plain(name: string): string {
  return name.replaceAll(/\s/g, '').toLowerCase()
}
