import type { Split } from '#trainer/data/index.ts'
import type { Recipe } from './recipe.ts'
import type { RunConstants } from './run-constants.ts'

/** What lasts, in the hands of a snapshot until it is given back. */
export interface Shared {
  readonly constants: RunConstants
  giveBack(): void
}

interface Kept {
  readonly recipe: Recipe
  readonly constants: RunConstants
  holders: number
}

/**
 * Lends what lasts to the snapshots of a training, which share it as long as they ask alike. What nobody holds any more
 * is closed, unless it was lent last: the next snapshot will want it.
 */
export function shareRunConstants(open: (recipe: Recipe) => RunConstants) {
  let all: Kept[] = []

  function closeAllBut(last: Kept): void {
    const idle = all.filter((one) => one !== last && one.holders === 0)
    all = all.filter((one) => !idle.includes(one))
    for (const { constants } of idle) constants.close()
  }

  return {
    to(recipe: Recipe): Shared {
      const known = all.find((one) => asksAlike(one.recipe, recipe))
      const kept = known ?? { recipe, constants: open(recipe), holders: 0 }
      kept.holders += 1
      all = [...all.filter((one) => one !== kept), kept]
      closeAllBut(kept)
      return {
        constants: kept.constants,
        giveBack() {
          kept.holders -= 1
          closeAllBut(all.at(-1) as Kept)
        },
      }
    },
    close: () => all.forEach(({ constants }) => constants.close()),
  }
}

/** Whether two recipes of one run train for the same answers by the same loss on the same batches: they differ in the optimizer, if at all. */
export function asksAlike(a: Recipe, b: Recipe): boolean {
  if (a === b) return true
  const [one, other] = [a.loss.kind, b.loss.kind]
  if (one.kind !== other.kind || one.reduction !== other.reduction || one.temperature !== other.temperature)
    return false
  return batchesAlike(a, b) && answersAlike(a.task.train, b.task.train)
}

function batchesAlike({ batching: a = { kind: 'full' } }: Recipe, { batching: b = { kind: 'full' } }: Recipe): boolean {
  if (a.kind === 'full' || b.kind === 'full') return a.kind === b.kind
  return a.kind === b.kind && a.size === b.size
}

function answersAlike(a: Split, b: Split): boolean {
  if (a.labels !== undefined && b.labels !== undefined) return sameNumbers(a.labels, b.labels)
  return 'targets' in a && 'targets' in b && sameNumbers(a.targets.data, b.targets.data)
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return Array.prototype.every.call(a, (value: number, i) => value === b[i])
}
