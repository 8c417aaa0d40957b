import type { ConformanceCase } from '../case.ts'
import { batches } from './batches.ts'
import { businessUnits } from './business-units.ts'
import { changes } from './changes.ts'
import { columnCases } from './columns.ts'
import { customApis } from './custom-apis.ts'
import { definitions } from './definitions.ts'
import { dependencies } from './dependencies.ts'
import { fetchAnswers } from './fetch-answers.ts'
import { fetchConditions } from './fetch-conditions.ts'
import { fetchLinks } from './fetch-links.ts'
import { files } from './files.ts'
import { filters } from './filters.ts'
import { jobs } from './jobs.ts'
import { activities } from './activities.ts'
import { connections } from './connections.ts'
import { labels } from './labels.ts'
import { mappings } from './mappings.ts'
import { schema } from './schema.ts'
import { search } from './search.ts'
import { security } from './security.ts'
import { sql } from './sql.ts'
import { tenants } from './tenants.ts'
import { throttling } from './throttling.ts'
import { writes } from './writes.ts'

/** Every case that there is. */
export const cases: readonly ConformanceCase[] = [
  ...batches,
  ...businessUnits,
  ...fetchConditions,
  ...fetchLinks,
  ...fetchAnswers,
  ...changes,
  ...columnCases,
  ...customApis,
  ...definitions,
  ...dependencies,
  ...files,
  ...filters,
  ...jobs,
  ...labels,
  ...activities,
  ...connections,
  ...mappings,
  ...schema,
  ...search,
  ...security,
  ...sql,
  ...tenants,
  ...throttling,
  ...writes,
]
