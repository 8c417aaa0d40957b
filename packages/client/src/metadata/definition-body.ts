import type {
  LabelText,
  NewChoice,
  NewColumn,
  NewKey,
  NewLookup,
  NewManyToMany,
  NewOption,
  NewRequiredLevel,
  NewTable,
} from './new-definition.ts'

const TYPE = 'Microsoft.Dynamics.CRM.'

/** Definitions as the service takes them (32.4 to 32.6), with labels in the language of `language`, a code such as 1033. */
export interface DefinitionBodies {
  label(text: LabelText): object
  table(table: NewTable): object
  column(column: NewColumn): object
  lookup(lookup: NewLookup): object
  manyToMany(relationship: NewManyToMany): object
  key(key: NewKey): object
  choice(choice: NewChoice): object
  requiredLevel(level: NewRequiredLevel): object
}

export function definitionBodies(language: number): DefinitionBodies {
  const label = (text: LabelText): object => ({
    '@odata.type': `${TYPE}Label`,
    LocalizedLabels: Object.entries(typeof text === 'string' ? { [language]: text } : text).map(([code, value]) => ({
      '@odata.type': `${TYPE}LocalizedLabel`,
      Label: value,
      LanguageCode: Number(code),
    })),
  })
  const described = ({ schemaName, label: text, description, required = 'none' }: Described): object => ({
    SchemaName: schemaName,
    DisplayName: label(text),
    ...(description !== undefined && { Description: label(description) }),
    RequiredLevel: requiredLevel(required),
  })
  const option = ({ value, label: text, color }: NewOption): object => ({
    ...(value !== undefined && { Value: value }),
    Label: label(text),
    ...(color !== undefined && { Color: color }),
  })

  function column(given: NewColumn): object {
    const [name, members] = typeMembers(given)
    return { '@odata.type': `${TYPE}${name}AttributeMetadata`, ...described(given), ...members }
  }

  function typeMembers(given: NewColumn): readonly [name: string, members: object] {
    switch (given.type) {
      case 'text':
        return [
          'String',
          {
            MaxLength: given.maxLength ?? 100,
            FormatName: { Value: given.format ?? 'Text' },
            ...(given.autoNumberFormat !== undefined && { AutoNumberFormat: given.autoNumberFormat }),
          },
        ]
      case 'multilineText':
        return ['Memo', { MaxLength: given.maxLength ?? 2000, Format: 'TextArea', ImeMode: 'Disabled' }]
      case 'integer':
        return ['Integer', { ...range(given), Format: 'None' }]
      case 'bigInt':
        return ['BigInt', {}]
      case 'decimal':
        return ['Decimal', { ...range(given), Precision: given.precision ?? 2 }]
      case 'double':
        return ['Double', { ...range(given), Precision: given.precision ?? 2 }]
      case 'money':
        return [
          'Money',
          {
            ...range(given),
            ...(given.precision !== undefined && { Precision: given.precision }),
            PrecisionSource: PRECISION_SOURCES[given.precisionSource ?? 'currency'],
            ImeMode: 'Disabled',
          },
        ]
      case 'dateTime':
        return [
          'DateTime',
          { Format: given.format ?? 'DateAndTime', DateTimeBehavior: { Value: given.behavior ?? 'UserLocal' } },
        ]
      case 'boolean':
        return ['Boolean', booleanMembers(given)]
      case 'choice':
        return ['Picklist', choiceMembers(given)]
      case 'choices':
        return [
          'MultiSelectPicklist',
          {
            AttributeType: 'Virtual',
            AttributeTypeName: { Value: 'MultiSelectPicklistType' },
            ...choiceMembers(given),
          },
        ]
      case 'file':
        return ['File', { ...(given.maxSizeInKB !== undefined && { MaxSizeInKB: given.maxSizeInKB }) }]
      case 'image':
        return ['Image', { ...(given.maxSizeInKB !== undefined && { MaxSizeInKB: given.maxSizeInKB }) }]
    }
  }

  function booleanMembers(given: Extract<NewColumn, { type: 'boolean' }>): object {
    const { trueLabel = 'Yes', falseLabel = 'No', defaultValue = false } = given
    return {
      DefaultValue: defaultValue,
      OptionSet: {
        TrueOption: option({ value: 1, label: trueLabel }),
        FalseOption: option({ value: 0, label: falseLabel }),
        OptionSetType: 'Boolean',
      },
    }
  }

  function choiceMembers(given: Extract<NewColumn, { type: 'choice' | 'choices' }>): object {
    if ('globalChoice' in given) {
      return { 'GlobalOptionSet@odata.bind': `/GlobalOptionSetDefinitions(Name='${nameOf(given.globalChoice)}')` }
    }
    return {
      OptionSet: {
        '@odata.type': `${TYPE}OptionSetMetadata`,
        IsGlobal: false,
        OptionSetType: 'Picklist',
        Options: given.options.map((item) => option(item)),
      },
    }
  }

  return {
    label,
    requiredLevel,
    column,
    table: (table) => ({
      '@odata.type': `${TYPE}EntityMetadata`,
      SchemaName: table.schemaName,
      DisplayName: label(table.label),
      DisplayCollectionName: label(table.collectionLabel),
      ...(table.description !== undefined && { Description: label(table.description) }),
      OwnershipType: table.ownership === 'organization' ? 'OrganizationOwned' : 'UserOwned',
      IsActivity: false,
      HasNotes: table.hasNotes ?? false,
      HasActivities: table.hasActivities ?? false,
      ...(table.tableType !== undefined && { TableType: table.tableType }),
      Attributes: [
        {
          ...column({ maxLength: 100, ...table.primaryColumn, type: 'text' }),
          AttributeType: 'String',
          AttributeTypeName: { Value: 'StringType' },
          IsPrimaryName: true,
        },
      ],
    }),
    lookup: ({ schemaName, from, to, column: lookup, cascade = {} }) => ({
      '@odata.type': `${TYPE}OneToManyRelationshipMetadata`,
      SchemaName: schemaName,
      ReferencedEntity: to,
      ReferencingEntity: from,
      CascadeConfiguration: { ...NO_CASCADE, ...cascade },
      Lookup: {
        '@odata.type': `${TYPE}LookupAttributeMetadata`,
        AttributeType: 'Lookup',
        AttributeTypeName: { Value: 'LookupType' },
        ...described(lookup),
      },
    }),
    manyToMany: ({ schemaName, tables: [one, other], intersectTable = schemaName.toLowerCase() }) => ({
      '@odata.type': `${TYPE}ManyToManyRelationshipMetadata`,
      SchemaName: schemaName,
      Entity1LogicalName: one,
      Entity2LogicalName: other,
      IntersectEntityName: intersectTable,
    }),
    key: ({ schemaName, label: text, columns }) => ({
      SchemaName: schemaName,
      DisplayName: label(text),
      KeyAttributes: columns,
    }),
    choice: ({ name, label: text, description, options }) => ({
      '@odata.type': `${TYPE}OptionSetMetadata`,
      Name: name,
      DisplayName: label(text),
      ...(description !== undefined && { Description: label(description) }),
      OptionSetType: 'Picklist',
      IsGlobal: true,
      Options: options.map((item) => option(item)),
    }),
  }
}

type Described = Pick<NewColumn, 'schemaName' | 'label' | 'description' | 'required'>

const PRECISION_SOURCES = { own: 0, organization: 1, currency: 2 } as const
const LEVELS = { none: 'None', recommended: 'Recommended', required: 'ApplicationRequired' } as const
const NO_CASCADE = {
  Assign: 'NoCascade',
  Delete: 'RemoveLink',
  Merge: 'NoCascade',
  Reparent: 'NoCascade',
  Share: 'NoCascade',
  Unshare: 'NoCascade',
} as const

function requiredLevel(level: NewRequiredLevel): object {
  return { Value: LEVELS[level], CanBeChanged: true, ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings' }
}

function range({ min, max }: { readonly min?: number; readonly max?: number }): object {
  return { ...(min !== undefined && { MinValue: min }), ...(max !== undefined && { MaxValue: max }) }
}

/** @throws TypeError for text that is no name, before it can become part of a URL. */
export function nameOf(name: string): string {
  if (typeof name === 'string' && /^\w+$/.test(name)) return name
  throw new TypeError(`"${String(name)}" is not the name of a definition: letters, digits and underscores.`)
}
