import type { RunValue } from '#src/vocabulary/index.ts'
import { shortText } from '#dashboard/text/short.ts'
import type { GroupLook } from '#dashboard/panels/band.ts'
import { factorScale, type FactorScale } from '#src/figures/factor-scale.ts'
import type { Grouping } from './factors-found.ts'
import { styleOfValue } from './group-style.ts'

/** A value as a legend says it, and as an address keeps it. */
export function valueLabel(value: RunValue): string {
  return value === null ? '–' : shortText(String(value), 40)
}

/** By what a group is named, hidden and shown alone. */
export function groupId(key: readonly RunValue[]): string {
  return key.length === 0 ? 'all runs' : key.map(valueLabel).join(' / ')
}

/** How each group looks, in every panel and in the legend; `values` are those of the factor that colors, of all runs. */
export function looksOf(
  { color, split, by }: Grouping,
  values: readonly RunValue[],
): { readonly scale: FactorScale; readonly lookOf: (key: readonly RunValue[]) => GroupLook } {
  const scale = factorScale(values)
  const [colorAt, splitAt] = [by.indexOf(color ?? ''), by.indexOf(split ?? '')]
  return {
    scale,
    lookOf: (key) => ({
      id: groupId(key),
      label: groupId(key),
      style: colorAt < 0 ? { color: 'var(--series-1)', dash: [] } : styleOfValue(scale, key[colorAt] ?? null),
      facet: splitAt < 0 ? null : `${split} ${valueLabel(key[splitAt] ?? null)}`,
    }),
  }
}
