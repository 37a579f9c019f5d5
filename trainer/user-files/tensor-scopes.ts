import type { Tf } from '#trainer/tensors/index.ts'

/** What TensorFlow.js has open at the moment, and the way back to it. */
export interface OpenScopes {
  /** Closes every scope, kernel and tape that was opened since, and disposes of the tensors made in them. */
  restore(): void
}

/**
 * `tidy` opens a scope and closes it even when its function throws, but not when execution is terminated: the scope would
 * stay open, every later tensor would be counted as made in it, and a gradient would record kernels without end.
 */
export function standingOf(tf: Tf): OpenScopes {
  const engine = tf.engine()
  const { state } = engine
  const { gradientDepth, kernelDepth, activeTape } = state
  const depth = state.scopeStack.length
  const moves = state.numDataMovesStack.length
  // A scope is pushed before it becomes the active one, and popped before its outer one does.
  const activate = () => (state.activeScope = (state.scopeStack.at(-1) ?? null) as typeof state.activeScope)
  return {
    restore() {
      activate()
      if (state.scopeStack.length > depth) leaveHalfDisposed()
      while (state.scopeStack.length > depth) engine.endScope()
      state.numDataMovesStack.length = moves
      Object.assign(state, { gradientDepth, kernelDepth, activeTape })
    },
  }

  /**
   * A scope that was being closed disposes of its tensors in order, and the next may be half disposed of: its memory
   * given back and not marked so. Twice would take it from another tensor that shares it; one tensor is left instead.
   */
  function leaveHalfDisposed(): void {
    const { track } = state.activeScope
    const next = track.findIndex((tensor) => !tensor.isDisposed)
    if (next >= 0) track.splice(next, 1)
  }
}
