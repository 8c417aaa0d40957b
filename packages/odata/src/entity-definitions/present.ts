/** The members of an object that hold something. */
export type Present<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> }

/** Drops the members that are undefined, so that spreading what was read never hides what was known before. */
export function present<Members extends object>(members: Members): Present<Members> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Present<Members> // the same members, some left out
}
