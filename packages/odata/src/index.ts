export type { JsonLiteral, JsonValue, Literal, ParameterAlias, TextLiteralType } from './ast/literal.ts'
export type {
  Arithmetic,
  Comparison,
  ComparisonOperator,
  Expression,
  InExpression,
  Lambda,
  Logical,
  MethodCall,
  NamedArgument,
  Not,
  PropertyPath,
  QueryFunctionCall,
} from './ast/expression.ts'
export type {
  AggregateExpression,
  Argument,
  ExpandItem,
  ODataUri,
  OrderbyItem,
  PathSegment,
  QueryOptions,
  Transformation,
} from './ast/query-options.ts'
export type {
  AggregateFunction,
  DateGrouping,
  FetchAttribute,
  FetchCondition,
  FetchEntity,
  FetchFilter,
  FetchFilterItem,
  FetchLinkEntity,
  FetchOrder,
  FetchSource,
  FetchValue,
  FetchXml,
  LinkType,
} from './fetchxml/fetch-xml.ts'
export type { ConditionOperator, ConditionOperatorDescription, OperandKind } from './fetchxml/condition-operator.ts'
export type {
  AlternateKey,
  AttributeMetadata,
  AttributeType,
  ChoiceOption,
  ComplexType,
  EntitySet,
  EntityType,
  EnumType,
  LocalizedText,
  ManyToManyRelationship,
  Model,
  NavigationProperty,
  OneToManyRelationship,
  Operation,
  OperationImport,
  OptionSet,
  OwnershipType,
  Parameter,
  Property,
  Relationship,
  RequiredLevel,
  TableMetadata,
  TypeReference,
} from './model/model.ts'
export type {
  BigIntColumn,
  BooleanColumn,
  ChoiceColumn,
  ChoiceOptions,
  ChoicesColumn,
  Column,
  ColumnKind,
  CreateOnly,
  DateOnlyColumn,
  DateTimeColumn,
  DecimalColumn,
  DecimalText,
  DoubleColumn,
  EntityReference,
  FileColumn,
  GuidColumn,
  ImageColumn,
  IntegerColumn,
  KeyColumn,
  KeyReference,
  LookupColumn,
  MoneyColumn,
  NotNull,
  ReadOnly,
  TextColumn,
  UpdateOnly,
} from './table/column.ts'
export type { ColumnDefinition, NavigationDefinition, Table, TableDefinition } from './table/table.ts'
export type {
  AlternateKeyOf,
  CardinalityOf,
  ChoicesOf,
  ColumnName,
  Many,
  ManyToMany,
  NavigationName,
  One,
  ReadOf,
  Row,
  TableNotImported,
  TableShape,
  TargetOf,
  WriteOf,
} from './table/shape.ts'
export type { UntypedNavigation, UntypedTable } from './table/untyped-table.ts'
export type { CreateRow, UpdateRow } from './table/write-row.ts'

// Literals
export {
  binaryLiteral,
  booleanLiteral,
  dateLiteral,
  dateTimeOffsetLiteral,
  durationLiteral,
  enumLiteral,
  guidLiteral,
  jsonLiteral,
  nullLiteral,
  numberLiteral,
  parameterAlias,
  stringLiteral,
  timeOfDayLiteral,
} from './literal/create-literal.ts'
export { literalForType } from './literal/literal-for-type.ts'
export { plainNumberText } from './literal/number-text.ts'
export { valueForType } from './literal/value-for-type.ts'
export { isGuid } from './literal/guid.ts'

// AST to text
export { printArguments } from './print/print-arguments.ts'
export { printAnyExpression, printExpression } from './print/print-expression.ts'
export { printLiteral } from './print/print-literal.ts'
export { printExpand } from './print/print-expand.ts'
export { printQueryOptions } from './print/print-query-options.ts'
export { printReadOptions } from './print/print-read-options.ts'
export type { PrintExpression } from './print/print-plain-expression.ts'
export type { ReadOptions } from './print/print-read-options.ts'
export { printPath, printUri } from './print/print-uri.ts'

// Text to AST
export { parseExpression } from './parse/parse-expression.ts'
export { parseLink } from './parse/parse-link.ts'
export type { ServiceLink } from './parse/parse-link.ts'
export { parseLiteral } from './parse/parse-literal.ts'
export { parsePath } from './parse/parse-path.ts'
export { parseQueryOptions } from './parse/parse-query-options.ts'
export { parseUri } from './parse/parse-uri.ts'
export { isODataSyntaxError, ODataSyntaxError } from './parse/odata-syntax-error.ts'
export type { ODataSyntaxErrorCode, ODataSyntaxErrorDetails } from './parse/odata-syntax-error.ts'

// $metadata
export { readCsdl } from './csdl/read-csdl.ts'
export { writeCsdl } from './csdl/write-csdl.ts'
export { CsdlError, isCsdlError } from './csdl/csdl-error.ts'
export type { CsdlErrorCode } from './csdl/csdl-error.ts'
export {
  attributesOf,
  findNavigationProperty,
  findProperty,
  isDerivedFrom,
  keyOf,
  navigationPropertiesOf,
  propertiesOf,
} from './model/inheritance.ts'
export { primaryKeyOf } from './model/primary-key.ts'

// EntityDefinitions
export { readEntityDefinitions } from './entity-definitions/read-entity-definitions.ts'
export { joinEntityDefinitions } from './entity-definitions/join-entity-definitions.ts'
export { mergeModels } from './entity-definitions/merge-models.ts'
export { modelFromDefinitions } from './entity-definitions/model-from-definitions.ts'
export { EntityDefinitionsError, isEntityDefinitionsError } from './entity-definitions/entity-definitions-error.ts'
export type { EntityDefinitionsErrorCode } from './entity-definitions/entity-definitions-error.ts'
export type { ReadEntityDefinitionsOptions } from './entity-definitions/read-entity-definitions.ts'
export type {
  DefinedAttribute,
  DefinedKey,
  DefinedTable,
  EntityDefinitions,
} from './entity-definitions/entity-definitions.ts'

// FetchXML
export { parseFetchXml } from './fetchxml/parse-fetch-xml.ts'
export { printFetchXml } from './fetchxml/print-fetch-xml.ts'
export { FetchXmlError, isFetchXmlError } from './fetchxml/fetch-xml-error.ts'
export type { FetchXmlErrorCode, FetchXmlErrorDetails } from './fetchxml/fetch-xml-error.ts'
export { conditionOperators, isConditionOperator } from './fetchxml/condition-operator.ts'
export { fetchXmlLimits } from './fetchxml/fetch-xml-limits.ts'
export { queryFunctions } from './fetchxml/query-function.ts'
export type { QueryFunctionDescription, QueryFunctionParameter } from './fetchxml/query-function.ts'

// FetchXML to addresses and back
export { fetchXmlToQuery } from './translate/fetch-xml-to-query.ts'
export { queryToFetchXml } from './translate/query-to-fetch-xml.ts'
export { intersectTableOf } from './translate/relationship.ts'
export { escapeLikePattern } from './translate/like-pattern.ts'
export { isTranslationError, TranslationError } from './translate/translation-error.ts'
export type { TranslationErrorCode } from './translate/translation-error.ts'
export type { TableQuery } from './translate/table-query.ts'

// Paging
export {
  fetchXmlOfPage,
  pagingCookieOfNextLink,
  parsePagingCookie,
  printPagingCookie,
  printSkiptoken,
} from './paging/paging-cookie.ts'
export { parsePageCookie, printPageCookie } from './paging/page-cookie.ts'
export { isPagingCookieError, PagingCookieError } from './paging/paging-cookie-error.ts'
export type { PagingCookieErrorCode } from './paging/paging-cookie-error.ts'
export type { PagingCookie } from './paging/paging-cookie.ts'
export type { PageCookie, PageCookieColumn } from './paging/page-cookie.ts'

// Multipart batches
export {
  printBatchRequest,
  printBatchResponse,
  streamBatchRequest,
  streamBatchResponse,
} from './multipart/print-batch.ts'
export { parseBatchRequest, parseBatchResponse, readBatchRequest, readBatchResponse } from './multipart/read-batch.ts'
export { batchContentType } from './multipart/boundary.ts'
export { batchLimits } from './multipart/batch.ts'
export { BatchError, isBatchError } from './multipart/batch-error.ts'
export type { BatchErrorCode } from './multipart/batch-error.ts'
export type { BatchBody } from './multipart/read-batch.ts'
export type { BatchItems } from './multipart/print-batch.ts'
export type {
  BatchChangeSet,
  BatchChangeSetResponse,
  BatchHeaders,
  BatchOperation,
  BatchRequestItem,
  BatchResponse,
  BatchResponseItem,
} from './multipart/batch.ts'

// Tables as values
export { defineSchema } from './table/define-schema.ts'
export { readTableFacts } from './table-facts/read-table-facts.ts'
export type { SharedChoices } from './table-facts/read-table-facts.ts'
export type { ColumnFacts, Schema, TableFacts, TableReference } from './table/define-schema.ts'

// Actions, functions and Custom APIs as values
export { defineOperations } from './operation/define-operations.ts'
export type { DefineOperation, OperationTables, OverloadFacts } from './operation/define-operations.ts'
export type {
  Callable,
  OperationBinding,
  OperationDefinition,
  OperationParameter,
  OperationValueKind,
  OperationValueType,
  OverloadDefinition,
  RowAddress,
} from './operation/operation.ts'
export type {
  BindingOf,
  NewRow,
  NoParameters,
  OpenObject,
  OperationShape,
  OverloadShape,
  ParametersOf,
  ResultOf,
  RowInput,
  RowResult,
  UntypedRow,
} from './operation/operation-shape.ts'

// Annotations
export { annotationNames } from './annotation/annotation-names.ts'

// Headers
export { parseETag, printETag } from './header/etag.ts'
export { parsePrefer, printPrefer } from './header/prefer.ts'
export type { Preferences } from './header/prefer.ts'

// Names
export { nearestNames } from './text/nearest-names.ts'
