import { Depth } from '../access/access.ts'

/** How far a privilege reaches, in the words of `PrivilegeDepth`. */
export type DepthName = 'None' | 'Basic' | 'Local' | 'Deep' | 'Global'

const names: readonly (readonly [number, DepthName])[] = [
  [Depth.none, 'None'],
  [Depth.basic, 'Basic'],
  [Depth.local, 'Local'],
  [Depth.deep, 'Deep'],
  [Depth.global, 'Global'],
]

export const depthName = (depth: number): DepthName => names.find(([mask]) => mask === depth)?.[1] ?? 'None'

/** What a depth reaches, as makers read it. */
export const reachOf: Readonly<Record<DepthName, string>> = {
  None: 'no rows',
  Basic: 'rows that the caller or their teams own',
  Local: 'rows of the business unit of the caller',
  Deep: 'rows of the business unit of the caller and of those below it',
  Global: 'all rows',
}
