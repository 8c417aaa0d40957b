/** Whether a name fits a pattern in which `*` stands for any letters: `new_*`. Case does not matter, as in Dataverse. */
export function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}$`, 'iu').test(name)
}
