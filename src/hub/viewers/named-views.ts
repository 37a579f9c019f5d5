import type { NamedView, NamedViewChange } from '#src/vocabulary/index.ts'
import type { Store } from '#src/store/index.ts'
import { GREETED, type ViewerNamespace } from './viewers.ts'

/** The views that people named; every page hears of each change, whoever makes it: a page, or a command over HTTP. */
export interface NamedViews {
  list(): Promise<readonly NamedView[]>
  change(change: NamedViewChange): Promise<readonly NamedView[]>
}

export function newNamedViews(
  namespace: Pick<ViewerNamespace, 'to'>,
  store: Pick<Store, 'views' | 'changeViews'>,
): NamedViews {
  return {
    list: () => store.views(),
    async change(change) {
      await store.changeViews(change, Date.now())
      const views = await store.views()
      namespace.to(GREETED).emit('views', views)
      return views
    },
  }
}
