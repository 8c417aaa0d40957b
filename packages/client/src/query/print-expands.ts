import { printExpand } from '@dynamics-kit/odata'
import type { ExpandItem } from '@dynamics-kit/odata'
import { selectOptions } from './query-state.ts'
import type { ExpandState, RowState } from './query-state.ts'

/** Expands in one query, nested ones counted (20). */
const MAX_EXPANDS = 15

/**
 * `primarycontactid($select=fullname)`
 *
 * @throws TypeError for what Dataverse is known to refuse.
 */
export function printExpands(state: RowState): string {
  refuseTooMuch(state)
  return printExpand(state.expand.map((item) => expandItem(item)))
}

function expandItem(state: ExpandState): ExpandItem {
  return {
    navigationProperty: state.navigationProperty,
    options: {
      ...selectOptions(state),
      ...(state.expand.length > 0 && { expand: state.expand.map((item) => expandItem(item)) }),
      ...(state.filter && { filter: state.filter }),
      ...(state.orderby.length > 0 && { orderby: state.orderby }),
      ...(state.top !== undefined && { top: state.top }),
    },
  }
}

function refuseTooMuch(state: RowState): void {
  const all = allExpands(state)
  if (all.length > MAX_EXPANDS) {
    throw new TypeError(
      `Dataverse takes at most ${MAX_EXPANDS} expands in one query, nested ones counted; this has ${all.length}.`,
    )
  }
  const nested = state.expand.some((item) => item.expand.length > 0)
  const sorted = all.find((item) => item.orderby.length > 0 || item.top !== undefined)
  if (nested && sorted) {
    throw new TypeError(
      `Dataverse takes no orderBy and no top in an expand when any expand is nested; remove them from "${sorted.name}".`,
    )
  }
}

function allExpands(state: RowState): readonly ExpandState[] {
  return state.expand.flatMap((item) => [item, ...allExpands(item)])
}
