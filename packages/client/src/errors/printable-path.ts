/**
 * A path fit for a message: below the service root, quoted values (alternate keys, function arguments) and the values of
 * query options left out; names of definitions stay. `accounts(accountnumber='A1')?$filter=name eq 'x'` becomes `accounts(accountnumber='…')?$filter`.
 */
export function printablePath(path: string): string {
  const relative = path.replace(/^https?:\/\/[^/]+/i, '').replace(/^\/api\/data\/v\d+\.\d+\//, '')
  const [resource = '', ...query] = relative.split('?')
  const names = query
    .join('?')
    .split('&')
    .map((option) => decode(option.split('=')[0] ?? ''))
    .filter((name) => name !== '')
  // `Name='account'` is a definition: columns, and so keys of rows, are in lower case.
  const printed = decode(resource).replace(
    /(\b(?:Logical|Schema)?Name='\w+')|'(?:[^']|'')*'?/g,
    (_, name) => name ?? "'…'",
  )
  return names.length === 0 ? printed : `${printed}?${names.join('&')}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
