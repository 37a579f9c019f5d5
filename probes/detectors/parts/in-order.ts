import type { Detection } from '../define.ts'

/** What was seen last of each series, beside the state of what watches them. */
export interface InOrder<S> {
  readonly last: Readonly<Record<string, number>>
  readonly inner: S
}

/** The same detection, which a point that comes again, or late, does not move: each series goes on from its last step. */
export function inOrder<S>({ initial, next }: Detection<S>): Detection<InOrder<S>> {
  return {
    initial: (options) => ({ last: {}, inner: initial(options) }),
    next: (state, sighting, options) => {
      if (sighting.step <= (state.last[sighting.of] ?? -Infinity)) return { state, seen: [] }
      const after = next(state.inner, sighting, options)
      return { ...after, state: { last: { ...state.last, [sighting.of]: sighting.step }, inner: after.state } }
    },
  }
}
