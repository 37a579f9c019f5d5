import { usageError, type RunId } from '#src/vocabulary/index.ts'
import { shortLine, type Store } from '#src/store/index.ts'
import type { Trainers } from '#src/hub/ingest/trainers.ts'
import { GREETED, type ViewerNamespace } from './viewers.ts'

/** Hides runs and brings them back, and tells every page at once, whoever asked: a page, or a command over HTTP. */
export interface Removal {
  remove(run: RunId): Promise<void>
  restore(run: RunId): Promise<void>
}

export function newRemoval(
  namespace: Pick<ViewerNamespace, 'to'>,
  store: Pick<Store, 'remove' | 'restore' | 'summary'>,
  trainers: Pick<Trainers, 'readiness'>,
): Removal {
  return {
    async remove(run) {
      if (trainers.readiness(run).live) throw usageError(`Run '${run}' goes on; stop it before you remove it`)
      await store.remove(run)
      namespace.to(GREETED).emit('removed', run)
    },
    async restore(run) {
      await store.restore(run)
      namespace.to(GREETED).emit('run', shortLine(await store.summary(run)))
    },
  }
}
