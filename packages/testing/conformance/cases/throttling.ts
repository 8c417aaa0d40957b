import type { ConformanceCase } from '../case.ts'
import { get } from './steps.ts'
import { caseOf } from './world.ts'

const facts = { area: 'service protection', source: 'api-limits.md', notLive: 'would take thousands of requests' }

const ask = get('WhoAmI', { expectStatus: 200 })
const seconds = { $re: '^[1-9]\\d*$' }

/** What is answered beyond the service protection limits, here lower ones than those of the service. */
export const throttling: readonly ConformanceCase[] = [
  caseOf({
    ...facts,
    id: 'throttled-requests',
    fact: 'more requests than the limit are answered with 429, 0x80072322 and Retry-After in seconds',
    limits: { requests: 2 },
    setup: [ask, ask],
    request: get('WhoAmI'),
    expect: {
      status: 429,
      headers: { 'Retry-After': seconds },
      json: {
        error: {
          code: '0x80072322',
          message: { $re: '^Number of requests exceeded the limit of 2 over time window of 300 seconds\\.$' },
        },
      },
    },
  }),
  caseOf({
    ...facts,
    id: 'throttled-time',
    fact: 'more execution time than the limit is answered with 429 and 0x80072321',
    limits: { executionSeconds: 0.02, operationMilliseconds: 10 },
    setup: [ask, ask],
    request: get('WhoAmI'),
    expect: {
      status: 429,
      headers: { 'Retry-After': seconds },
      json: {
        error: { code: '0x80072321', message: { $re: '^Combined execution time of incoming requests exceeded' } },
      },
    },
  }),
  caseOf({
    ...facts,
    id: 'throttled-concurrent',
    fact: 'more requests at once than the limit are answered with 429 and 0x80072326',
    limits: { concurrent: 0 },
    request: get('WhoAmI'),
    expect: {
      status: 429,
      headers: { 'Retry-After': seconds },
      json: { error: { code: '0x80072326', message: { $re: '^Number of concurrent requests exceeded the limit of' } } },
    },
  }),
  caseOf({
    ...facts,
    id: 'throttled-writes-nothing',
    fact: 'what is refused for a limit is not done',
    limits: { requests: 1 },
    setup: [ask],
    request: { method: 'POST', path: 'accounts', body: { name: '{{tag}}' } },
    expect: { status: 429 },
  }),
  caseOf({
    ...facts,
    id: 'throttled-remaining',
    fact: 'answers say how many requests and how much time are left of the limits',
    limits: { requests: 10 },
    setup: [ask],
    request: get('WhoAmI'),
    expect: {
      status: 200,
      headers: {
        'x-ms-ratelimit-burst-remaining-xrm-requests': '8',
        'x-ms-ratelimit-time-remaining-xrm-requests': { $re: '^1199\\.\\d+$' },
      },
    },
  }),
]
