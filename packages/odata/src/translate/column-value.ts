import type { Literal } from '../ast/literal.ts'
import {
  booleanLiteral,
  dateLiteral,
  dateTimeOffsetLiteral,
  guidLiteral,
  numberLiteral,
  stringLiteral,
} from '../literal/create-literal.ts'
import { isLiteralText } from '../literal/literal-pattern.ts'
import { isXmlText } from '../xml/escape-xml.ts'
import type { ColumnName } from './column.ts'
import { refuse, TranslationError } from './translation-error.ts'

/** The literal that a text of FetchXML stands for, by the type of its column. @throws TranslationError */
export function literalOfText(column: ColumnName, text: string): Literal {
  const type = column.property.type.name
  switch (type) {
    case 'Edm.String':
      return stringLiteral(text)
    case 'Edm.Guid': {
      const id = text.trim().replace(/^\{(.*)\}$/u, '$1')
      return isLiteralText('guid', id) ? guidLiteral(id) : misfit(column)
    }
    case 'Edm.Boolean': {
      const word = text.trim().toLowerCase()
      if (word === 'true' || word === '1') return booleanLiteral(true)
      return word === 'false' || word === '0' ? booleanLiteral(false) : misfit(column)
    }
    case 'Edm.Int32':
    case 'Edm.Int64':
    case 'Edm.Decimal':
    case 'Edm.Double': {
      const number = text.trim()
      return isLiteralText('number', number) ? numberLiteral(number) : misfit(column)
    }
    case 'Edm.Date':
    case 'Edm.DateTimeOffset': {
      const time = text.trim()
      if (isLiteralText('date', time)) return dateLiteral(time)
      return isLiteralText('dateTimeOffset', time) ? dateTimeOffsetLiteral(time) : misfit(column)
    }
    default:
      return refuse(`a value of type ${type}`)
  }
}

/** A text of FetchXML as it stands between quotes or in JSON: ids without braces, `true` for `1`. */
export function normalText(column: ColumnName, text: string): string {
  return textOfLiteral(literalOfText(column, text))
}

/** A literal as FetchXML spells it; `null` has no spelling. @throws TranslationError */
export function textOfLiteral(literal: Literal): string {
  switch (literal.type) {
    case 'boolean':
      return literal.value ? '1' : '0'
    case 'string':
      return isXmlText(literal.value) ? literal.value : refuse('a text with characters that XML cannot hold')
    case 'number':
    case 'guid':
    case 'date':
    case 'dateTimeOffset':
      return literal.value
    default:
      return refuse(`a literal of type ${literal.type}`)
  }
}

function misfit(column: ColumnName): never {
  throw new TranslationError('invalidValue', column.attribute)
}
