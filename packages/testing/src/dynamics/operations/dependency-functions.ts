import type { Exchange } from '../exchange.ts'
import { validation } from '../fault.ts'
import { requireCustomizer } from '../metadata/write/require-customizer.ts'
import { allDependencies, blocking, type Component, type Dependency, dependencyId } from '../metadata/dependencies.ts'
import { isGuid } from '../query/literal-value.ts'
import { json } from '../response/answer.ts'
import type { OperationHandler } from './invocation.ts'

/** A function of a component that answers dependencies of it. */
const answering = (
  choose: (dependencies: readonly Dependency[], component: Component) => readonly Dependency[],
): OperationHandler => ({
  kind: 'function',
  run({ exchange, parameters: { ObjectId, ComponentType } }) {
    requireCustomizer(exchange, 'prvWriteEntity')
    const type = Number(ComponentType)
    if (typeof ObjectId !== 'string' || !isGuid(ObjectId)) throw validation('0x80040203', 'ObjectId has to be a GUID.')
    if (!Number.isInteger(type)) throw validation('0x80040203', 'ComponentType has to be a number.')
    const component = { type, id: ObjectId.toLowerCase() }
    const found = choose(allDependencies(exchange.organization), component)
    return json({
      '@odata.context': `${exchange.root}/$metadata#dependencies`,
      value: found.map((one) => dependencyJson(exchange, one)),
    })
  },
})

/** What would have to go first: what needs the component, or a part of it, and does not go with it. */
export const retrieveDependenciesForDelete: OperationHandler = answering(blocking)

/** What needs the component itself. */
export const retrieveDependentComponents: OperationHandler = answering((dependencies, { id }) =>
  dependencies.filter(({ required }) => required.id === id),
)

/** What the component itself needs. */
export const retrieveRequiredComponents: OperationHandler = answering((dependencies, { id }) =>
  dependencies.filter(({ dependent }) => dependent.id === id),
)

function dependencyJson({ organization: { store } }: Exchange, dependency: Dependency): object {
  const { dependent, required } = dependency
  const solutionOf = ({ id }: Component): string => {
    const [component] = store.table('solutioncomponent', 'solutioncomponentid').where('objectid', id)
    return String(component?.['_solutionid_value'] ?? activeSolutionId)
  }
  return {
    dependencyid: dependencyId(dependency),
    dependencytype: 2,
    dependentcomponentobjectid: dependent.id,
    dependentcomponenttype: dependent.type,
    dependentcomponentparentid: dependent.parent ?? noId,
    dependentcomponentbasesolutionid: solutionOf(dependent),
    requiredcomponentobjectid: required.id,
    requiredcomponenttype: required.type,
    requiredcomponentparentid: required.parent ?? noId,
    requiredcomponentbasesolutionid: solutionOf(required),
  }
}

const noId = '00000000-0000-0000-0000-000000000000'

/** The Active solution, the same in every environment. */
const activeSolutionId = 'fd140aae-4df4-11dd-bd17-0019b9312238'
