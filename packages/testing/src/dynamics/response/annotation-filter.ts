import { annotationNames, type Preferences } from '@dynamics-kit/odata'

/** Says whether the caller asked for an annotation, by its full name. */
export type AnnotationFilter = (name: string) => boolean

export const formattedValue: string = annotationNames.formattedValue
export const lookupLogicalName: string = annotationNames.lookupLogicalName
export const associatedNavigationProperty: string = annotationNames.associatedNavigationProperty

/** From `Prefer: odata.include-annotations="…"`: `*`, names, and prefixes with `*` at the end. */
export function annotationFilter(preferences: Preferences): AnnotationFilter {
  const asked = preferences.includeAnnotations ?? []
  if (asked.length === 0) return () => false
  const tests = asked.map((pattern) => {
    if (pattern === '*') return () => true
    if (pattern.endsWith('*')) return (name: string) => name.startsWith(pattern.slice(0, -1))
    return (name: string) => name === pattern
  })
  return (name) => tests.some((test) => test(name))
}
