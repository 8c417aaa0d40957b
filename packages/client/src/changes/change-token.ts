/**
 * The part of a delta link below the service root, `accounts?$select=name&$deltatoken=919042%2108%2f22%2f2017…`: a token of
 * one environment that holds no address.
 */
export function tokenOfDeltaLink(link: string): string {
  return link.replace(/^https?:\/\/[^/]+\/api\/data\/v[\d.]+\//i, '')
}

/**
 * Refuses a token that was made for other columns or another table: rows would lack what is asked for.
 *
 * @throws TypeError saying what it was made for.
 */
export function refuseOtherToken(token: string, path: string): void {
  const { entitySet, select, deltaToken } = partsOf(token)
  const asked = partsOf(path)
  if (deltaToken === undefined) throw new TypeError('token takes what `changes.token` gave.')
  if (entitySet === asked.entitySet && select === asked.select) return
  const columns = select === '' ? 'all columns' : `the columns ${select}`
  throw new TypeError(`The token is of ${columns} of ${entitySet}; ask for the same, or start anew without a token.`)
}

/** The path of the number of changes: `accounts/$count?$deltatoken=…` */
export function countPathOf(token: string): string {
  const { entitySet, deltaToken = '' } = partsOf(token)
  return `${entitySet}/$count?$deltatoken=${encodeURIComponent(deltaToken)}`
}

interface Parts {
  readonly entitySet: string
  /** Columns in alphabetical order. */
  readonly select: string
  readonly deltaToken: string | undefined
}

function partsOf(path: string): Parts {
  const [entitySet = '', query = ''] = path.split('?', 2)
  const options = new Map(query.split('&').map((option) => splitOption(option)))
  const select = (options.get('$select') ?? '').split(',').map((name) => name.trim())
  return { entitySet, select: select.toSorted().join(', '), deltaToken: options.get('$deltatoken') }
}

function splitOption(option: string): readonly [name: string, value: string] {
  const [name = '', ...value] = option.split('=')
  return [decodeURIComponent(name).toLowerCase(), decodeURIComponent(value.join('='))]
}
