import { nearestNames } from '@dynamics-kit/odata'

/** Whether a name fits a pattern in which `*` stands for any letters: `new_*`. Case does not matter, as in Dataverse. */
export function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 'iu').test(name)
}

/** `There is no table "acount"; near to it: account.`, `No table fits "msdy_*"; near to it: msdyn_*.` */
export function thereIsNo(kind: 'table' | 'operation', pattern: string, names: readonly string[]): string {
  const isName = !pattern.includes('*')
  const begun = names.filter((name) => name.startsWith(pattern.toLowerCase()))
  if (isName && pattern.endsWith('_') && begun.length > 0)
    return `There is no ${kind} "${pattern}"; "${pattern}*" picks those that begin with it, such as ${begun[0]}.`
  const candidates = isName ? names : [...new Set(names.map((name) => `${name.split('_')[0]}_*`))]
  const near = nearestNames(pattern, candidates)
  const hint = near.length === 0 || near.length === candidates.length ? '' : `; near to it: ${near.join(', ')}`
  return isName ? `There is no ${kind} "${pattern}"${hint}.` : `No ${kind} fits "${pattern}"${hint}.`
}
