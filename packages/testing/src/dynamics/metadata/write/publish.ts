import { noContent } from '../../response/answer.ts'
import type { OperationHandler } from '../../operations/invocation.ts'
import { invalid } from './definition-body.ts'
import { requireCustomizer } from './require-customizer.ts'

/**
 * `PublishXml` with `<importexportxml><entities><entity>account</entity></entities></importexportxml>`. Changes of
 * definitions count at once here, so that there is nothing left to publish.
 */
export const publishXml: OperationHandler = {
  kind: 'action',
  run({ exchange, parameters }) {
    requireCustomizer(exchange, 'prvPublishCustomization')
    const xml = parameters['ParameterXml']
    if (typeof xml !== 'string' || !/^\s*<importexportxml[\s>/]/.test(xml)) {
      throw invalid('The ParameterXml of PublishXml has to be an importexportxml element.')
    }
    return noContent()
  },
}

export const publishAllXml: OperationHandler = {
  kind: 'action',
  run({ exchange }) {
    requireCustomizer(exchange, 'prvPublishCustomization')
    return noContent()
  },
}
