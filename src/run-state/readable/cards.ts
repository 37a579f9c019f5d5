import {
  adaptive,
  every,
  perDecade,
  type Cadence,
  type DetectorCard,
  type OptionCard,
  type ParameterCard,
  type ProbeCard,
  type SeriesDeclaration,
  undeclaredSeries,
} from '#src/vocabulary/index.ts'
import { fieldsOf, listOf, nameOrNull, numberOf, stepOrNull, textOf, textOrNull, wordOf } from './fields.ts'

/** Cards and declarations as they are relied upon; null for one that does not even say what it is of. */

export function readableCard(value: unknown): ProbeCard | null {
  const card = fieldsOf(value)
  const id = nameOrNull(card.id)
  if (id === null) return null
  const output = fieldsOf(card.output)
  const text = (field: string, otherwise = '') => textOf(card[field], otherwise)
  const names = (field: string) => listOf(card[field]).filter((name) => typeof name === 'string') as never[]
  return {
    ...card,
    id,
    name: text('name', id),
    symbol: text('symbol'),
    formula: text('formula'),
    unit: text('unit', '1'),
    about: text('about'),
    caveat: text('caveat'),
    estimator: text('estimator'),
    edges: text('edges'),
    reference: text('reference'),
    needs: names('needs'),
    cost: wordOf(card.cost, ['free', 'pass', 'passes']),
    cadence: readableCadence(card.cadence),
    group: text('group', 'structure') as ProbeCard['group'],
    output: {
      ...scaleOf(output),
      kind: textOf(output.kind, 'scalar') as ProbeCard['output']['kind'],
      parts: wordOf(output.parts, ['one', 'many']),
      headline: textOrNull(output.headline),
    },
    options: listOf(card.options).flatMap((option) => readableSetting<OptionCard>(option) ?? []),
    theory: listOf(card.theory).map((line) => {
      const { label, formula, value: at, reference } = fieldsOf(line)
      return {
        label: textOf(label),
        formula: textOf(formula),
        value: typeof at === 'number' ? at : null,
        reference: textOf(reference),
      }
    }),
    nulls: names('nulls'),
    remembers: card.remembers === true,
  }
}

export function readableDetector(value: unknown): DetectorCard | null {
  const card = fieldsOf(value)
  const id = nameOrNull(card.id)
  if (id === null) return null
  const watches = listOf(card.watches).filter((name) => typeof name === 'string')
  return {
    ...card,
    id,
    name: textOf(card.name, id),
    about: textOf(card.about),
    reference: textOf(card.reference),
    watches,
  }
}

/** A setting of a run or an option of a probe; null also where it is of a type that no field can be made for. */
export function readableSetting<Card extends ParameterCard | OptionCard>(value: unknown): Card | null {
  const card = fieldsOf(value)
  const key = nameOrNull(card.key)
  const common = { ...card, key, about: textOf(card.about) }
  if (key === null) return null
  if (card.type === 'choice') {
    const choices = listOf(card.choices).map((choice) => textOf(choice))
    return { ...common, choices, default: textOf(card.default, choices[0] ?? '') } as unknown as Card
  }
  if (card.type === 'series') return { ...common, default: textOf(card.default) } as unknown as Card
  if (card.type !== 'number' && card.type !== 'integer') return null
  const [min, max] = [numberOf(card.min, -Infinity), numberOf(card.max, Infinity)]
  return { ...common, min, max, default: numberOf(card.default, NaN) } as unknown as Card
}

export function readableDeclaration(value: unknown): SeriesDeclaration | null {
  const said = fieldsOf(value)
  const name = nameOrNull(said.name)
  if (name === null) return null
  const otherwise = undeclaredSeries(name, said.kind === 'spectrum')
  return {
    ...said,
    ...scaleOf(said),
    name,
    probe: nameOrNull(said.probe) ?? otherwise.probe,
    part: said.part === null ? null : (nameOrNull(said.part) ?? otherwise.part),
    kind: textOf(said.kind, otherwise.kind) as SeriesDeclaration['kind'],
    group: (nameOrNull(said.group) ?? otherwise.group) as SeriesDeclaration['group'],
    unit: textOf(said.unit, '1'),
  }
}

export function readableCadence(value: unknown): Cadence {
  const { kind, steps, points, shortest, longest } = fieldsOf(value)
  const count = (of: unknown) => Math.max(1, stepOrNull(of) ?? 1)
  if (kind === 'adaptive') return adaptive(count(shortest), Math.max(count(shortest), count(longest)))
  return kind === 'per-decade' ? perDecade(count(points)) : every(count(steps))
}

function scaleOf({ scale, range, axis, grid }: ReturnType<typeof fieldsOf>) {
  const [low, high, ...more] = listOf(range)
  const isRange = typeof low === 'number' && typeof high === 'number' && low < high && more.length === 0
  const isGrid = Array.isArray(grid) && grid.every((place) => typeof place === 'number')
  return {
    scale: wordOf(scale, ['linear', 'log']),
    range: isRange ? ([low, high] as const) : null,
    axis: textOrNull(axis),
    grid: isGrid ? (grid as number[]) : null,
  }
}
