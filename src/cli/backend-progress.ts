import type { Backend, OnProgress } from '#trainer/backend/index.ts'
import { startProgress } from '#src/setup/progress.js'
import { say } from './terminal.ts'

/** Draws the set-up of native TensorFlow, and says in one line when the run goes on without it. Quiet when it is there. */
export function showSetup(): {
  onProgress: OnProgress
  done: (backend: Pick<Backend, 'fallbackReason' | 'withoutGpu'>) => void
} {
  let progress: ReturnType<typeof startProgress> | null = null
  return {
    onProgress: ({ stage, detail, fraction }) => {
      progress ??= startProgress('Setting up native TensorFlow')
      const share = fraction === undefined ? '' : ` ${(100 * fraction).toFixed(0)} %`
      progress.update(`${stage}${detail === undefined ? '' : ` ${detail}`}${share}`)
    },
    done: (backend) => {
      if (backend.fallbackReason !== undefined) {
        progress?.fail()
        say(`Using WebAssembly instead, some three times slower on the demo. ${backend.fallbackReason}`)
        return
      }
      progress?.done()
      // Said once, when it is set up: `doctor` says it again.
      if (progress !== null && backend.withoutGpu !== undefined) say(backend.withoutGpu)
    },
  }
}
