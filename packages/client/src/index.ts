// The client
export { createClient } from './create-client.ts'
export type { ClientOptions } from './create-client.ts'
export type { DynamicsClient } from './client/dynamics-client.ts'
export type { ClientReads, RetrieveOptions } from './client/client-reads.ts'
export type {
  AssociateOptions,
  ClientWrites,
  IfMatch,
  ReturnRow,
  StateOf,
  Upserted,
  UpsertOptions,
} from './client/client-writes.ts'
export type { ClientCalls, DynamicsResponse, RequestOptions, WhoAmI } from './client/client-calls.ts'
export type { Caller, ClientSettings } from './http/request-settings.ts'

// Actions and functions
export type { NamedOperation } from './operation/call.ts'
export type { BindingTo, CallTarget, GivenTo, NamedTarget, NotBound } from './types/call.ts'

export type {
  BackgroundOperation,
  BackgroundOptions,
  BackgroundStatus,
  WaitOptions,
} from './background/background-operation.ts'
export type { Organization } from './operation/organization.ts'

// Batches
export type { BatchBuilder, BatchQuery, ChangeSetBuilder } from './batch/batch.ts'
export type {
  BatchItem,
  BatchResult,
  BatchResults,
  ChangeSetValues,
  CreatedItem,
  StreamedBatchResult,
} from './batch/batch-item.ts'
export type { BatchOptions } from './batch/send-batch.ts'

// Many rows
export { BulkStoppedError, isBulkStoppedError } from './bulk/bulk-error.ts'
export type {
  Bulk,
  BulkFailure,
  BulkOptions,
  BulkProgress,
  BulkResult,
  BulkUpdate,
  Rows,
  UpsertKey,
} from './bulk/bulk.ts'

// Files and images
export type {
  DownloadedFile,
  DownloadOptions,
  FileColumnName,
  FileContent,
  Files,
  TransferOptions,
  TransferProgress,
  UploadProgress,
  UploadOptions,
} from './files/files.ts'

// Definitions
export type {
  ChoiceChanges,
  ColumnChanges,
  Metadata,
  MetadataOptions,
  OptionsOf,
  RelationshipChanges,
  TableChanges,
} from './metadata/metadata.ts'
export type {
  Cascade,
  CascadeBehavior,
  LabelText,
  NewChoice,
  NewColumn,
  NewKey,
  NewLookup,
  NewManyToMany,
  NewOption,
  NewRequiredLevel,
  NewTable,
} from './metadata/new-definition.ts'

// Dataverse search
export type {
  FoundRow,
  Search,
  SearchOptions,
  SearchResult,
  SearchScope,
  SearchTable,
  Suggestion,
  SuggestOptions,
} from './search/search.ts'

// Environments
export { parseEnvironmentUrl } from './environment-url.ts'
export type { Cloud, EnvironmentUrl } from './environment-url.ts'

// Credentials
export type { AccessToken, GetTokenOptions, TokenCredential } from './credential.ts'

// Queries
export type { Expand, ExpandMany, ExpandOne, OperationOptions, Page, Query, Where } from './query/query.ts'
export { average, count, max, min, sum } from './query/aggregate.ts'
export type { Aggregate, AggregateMethod } from './query/aggregate.ts'
export type { AggregateRow, Aggregates, GroupedQuery } from './query/grouped-query.ts'
export type {
  EveryColumn,
  ExpandedValue,
  FormattedValues,
  NamedReference,
  QueryRow,
  RelatedRowOptions,
  RowOf,
  RowOptions,
  SelectedColumns,
  WithName,
} from './types/row.ts'

export type { ValueOptions, WithValues } from './types/values.ts'

export type { FetchXmlQuery, FetchXmlRow } from './fetchxml/fetch-xml-query.ts'
export type { FormattedTexts, ViewQuery, ViewRow, WithTexts } from './view/view-query.ts'

// Changes
export type { Change, ChangedRow, Changes, ChangesOf, ChangesOptions, DeletedRow, Resync } from './changes/changes.ts'

// Conditions
export { and, not, or } from './filter/and-or-not.ts'
export { givenCondition as condition } from './filter/given-condition.ts'
export { column } from './filter/filter-row.ts'
export { date, dateTime, guid } from './filter/values-by-name.ts'
export type { Condition } from './filter/condition.ts'
export type { CallerFilter, HierarchyFilter } from './filter/caller-functions.ts'
export type { RelativeDateFilter } from './filter/relative-dates.ts'
export type {
  ChoicesFilter,
  CollectionFilter,
  ColumnFilter,
  DateFilter,
  EqualityFilter,
  Filters,
  IdFilter,
  IntegerFilter,
  ListFilter,
  LookupFilter,
  NullFilter,
  OrderedFilter,
  RelatedFilters,
  TextFilter,
  UntypedFilter,
  UntypedFilters,
  UntypedValue,
} from './types/filters.ts'

// Rows
export { etagOf } from './row/etag.ts'
export type { CreateRow, UntypedNavigation, UntypedTable, UpdateRow } from '@dynamics-kit/odata'
export type { Flatten, LeadsToMany, LeadsToOne, RelatedRow, RowId, TableOrName } from './types/shape.ts'

// Errors
export {
  AbortedError,
  DynamicsError,
  isDynamicsError,
  NetworkError,
  TimeoutError,
  UnreadableResponseError,
} from './errors/dynamics-error.ts'
export {
  isChangesExpiredError,
  isConcurrencyError,
  isDuplicateError,
  isNotFoundError,
  isPrivilegeError,
  isThrottledError,
} from './errors/guards.ts'
export {
  ChangesExpiredError,
  ConcurrencyError,
  DuplicateError,
  NoTokenError,
  NotFoundError,
  PrivilegeError,
  ThrottledError,
  UnauthorizedError,
} from './errors/refusals.ts'
export type { DynamicsErrorDetails, NetworkReason } from './errors/dynamics-error.ts'
export type { ServiceLimit } from './errors/refusals.ts'
export type { DynamicsErrorCode, SetupStep } from './errors/error-code.ts'

// Telemetry
export { debugLog } from './telemetry/debug-log.ts'
export type { DebugLogOptions } from './telemetry/debug-log.ts'
export type { RequestMessage } from './telemetry/diagnostics-channel.ts'
export type { Attempt, Observation, Outcome, Telemetry } from './telemetry/telemetry.ts'

// The way to the service
export type { Limits } from './calm/governor.ts'
export type { Middleware, Next } from './http/middleware.ts'
export type { RetryOptions } from './http/retry.ts'
export type { Fetch } from './http/transport.ts'
