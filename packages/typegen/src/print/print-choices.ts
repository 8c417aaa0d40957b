import type { PlanContext } from '../plan/plan-context.ts'
import type { ChoicePlan } from '../plan/table-plan.ts'
import { FILE_HEADER } from './file-header.ts'
import { optionMembers } from './print-column-type.ts'
import { docComment, objectOf, roomAfter } from './source-text.ts'

/** Options that several columns share. */
export interface SharedChoicePlan {
  /** Its name as a value. */
  readonly value: string
  readonly doc: string | undefined
  readonly choice: ChoicePlan
}

/** `choices.ts`: number to label. */
export function printChoices(context: PlanContext, choices: readonly SharedChoicePlan[]): string {
  const constants = choices.map(({ value, doc, choice }) => {
    const start = `export const ${value} = `
    const options = objectOf(optionMembers(context, choice), '', roomAfter(`${start} as const`))
    return `\n${docComment(doc)}${start}${options} as const\n`
  })
  return `${FILE_HEADER}${constants.join('')}`
}
