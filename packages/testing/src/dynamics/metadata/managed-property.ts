/** A managed property: a setting, and whether managed solutions leave it to customizers. */
export const managed = (
  value: unknown,
  canBeChanged: boolean,
  managedPropertyLogicalName: string,
): Record<string, unknown> => ({
  Value: value,
  CanBeChanged: canBeChanged,
  ManagedPropertyLogicalName: managedPropertyLogicalName,
})
