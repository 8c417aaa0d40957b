import type { OperationPlan, OperationsPlan, OverloadPlan } from '../plan/operation-plan.ts'
import type { PlanContext } from '../plan/plan-context.ts'
import { FILE_HEADER } from './file-header.ts'
import { importOf } from './imports.ts'
import { operationFact, operationType, printNamedType, type TypePrinting } from './print-operation-type.ts'
import { docComment, memberName, nameList, objectOf, quoted, roomAfter } from './source-text.ts'

/** `operations.ts`: actions, functions and Custom APIs as values, and the types that they take and give. */
export function printOperations(
  context: PlanContext,
  plan: OperationsPlan,
  tables: readonly string[],
  extension: string,
): string {
  const printing: TypePrinting = { context, names: plan.typeNames, imports: new Set(['Callable', 'DefineOperation']) }
  const operations = plan.operations.map((operation) => `\n${printOperation(printing, operation)}`).join('')
  const types = plan.types.map((type) => `\n${printNamedType(printing, type)}`).join('')
  const references = [...plan.references].map(([table, address]) => `${memberName(table)}: ${quoted(address)}`)
  return [
    FILE_HEADER,
    `import { defineOperations } from '@dynamics-kit/odata'\n`,
    importOf('import type', printing.imports, '@dynamics-kit/odata'),
    `import { schema } from './schema${extension}'\n`,
    /\bTables\b/.test(operations + types) ? `import type { Tables } from './schema${extension}'\n` : '',
    '\nconst define: DefineOperation = defineOperations(schema, {\n',
    `  tables: ${nameList(tables, '  ')},\n`,
    references.length === 0 ? '' : `  references: ${objectOf(references, '  ', roomAfter('  references: '))},\n`,
    '})\n',
    operations,
    types,
  ].join('')
}

function printOperation(printing: TypePrinting, { name, value, kind, doc, overloads }: OperationPlan): string {
  return [
    docComment(doc),
    `export const ${value}: Callable<{\n`,
    `  readonly name: ${quoted(name)}\n  readonly kind: ${quoted(kind)}\n  readonly overloads: {\n`,
    ...overloads.map((overload) => printShape(printing, overload)),
    `  }\n}> = define(${quoted(name)}, ${quoted(kind)}, {\n`,
    ...overloads.map((overload) => printFacts(printing, overload)),
    '})\n',
  ].join('')
}

function printShape(printing: TypePrinting, { binding, parameters, result }: OverloadPlan): string {
  if (parameters.length === 0) printing.imports.add('NoParameters')
  const members = parameters.map(({ name, type, optional }) => {
    const text = operationType(printing, type, 'input')
    return `        readonly ${memberName(name)}${optional ? '?' : ''}: ${text}${optional ? ' | null' : ''}\n`
  })
  const returned = result ? operationType(printing, result, 'output') : 'void'
  const nullable = result?.nullable === true && !result.collection ? ' | null' : ''
  return [
    `    readonly ${memberName(binding)}: {\n`,
    members.length === 0
      ? '      readonly parameters: NoParameters\n'
      : `      readonly parameters: {\n${members.join('')}      }\n`,
    `      readonly result: ${returned}${nullable}\n    }\n`,
  ].join('')
}

function printFacts(printing: TypePrinting, { binding, parameters, result, composable }: OverloadPlan): string {
  const types = parameters.map(
    ({ name, type, optional }) =>
      `${memberName(name)}: ${quoted(`${operationFact(printing, type)}${optional ? '?' : ''}`)}`,
  )
  const start = `  ${memberName(binding)}: `
  const members = [
    ...(types.length === 0 ? [] : [`parameters: ${objectOf(types, '    ', roomAfter('    parameters: '))}`]),
    ...(result ? [`result: ${quoted(operationFact(printing, result))}`] : []),
    ...(composable ? ['composable: true'] : []),
  ]
  return `${start}${objectOf(members, '  ', roomAfter(start))},\n`
}
