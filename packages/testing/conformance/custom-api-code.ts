import { type CustomApi, PluginExecutionError } from '../src/index.ts'

/** The code behind the cases of `cases/custom-apis.ts`. */
export const customApiCode: readonly CustomApi[] = [
  {
    uniqueName: 'sample_Double',
    parameters: { Value: 'Integer' },
    response: { Result: 'Integer' },
    run: ({ parameters }) => ({ Result: Number(parameters['Value']) * 2 }),
  },
  {
    uniqueName: 'sample_Half',
    isFunction: true,
    parameters: { Value: 'Integer' },
    response: { Result: 'Float' },
    run: ({ parameters }) => ({ Result: Number(parameters['Value']) / 2 }),
  },
  {
    uniqueName: 'sample_Rename',
    boundTo: 'account',
    parameters: { Name: 'String' },
    run({ id = '', parameters, service }) {
      if (parameters['Name'] === '') throw new PluginExecutionError('A name, please.')
      service.update('account', id, { name: parameters['Name'] })
    },
  },
]
