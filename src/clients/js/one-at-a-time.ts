import { messageOf } from '#src/vocabulary/index.ts'

/** Does `work`, once at a time: who asks meanwhile has it done once more behind it. Where it fails that is told, and it is done again later. */
export function oneAtATime(work: () => Promise<void>, againMs: number, failed: (why: string) => void): () => void {
  let isBusy = false
  let isAsked = false

  function ask(): void {
    isAsked = true
    if (isBusy) return
    isBusy = true
    isAsked = false
    work()
      .catch((error: unknown) => {
        failed(messageOf(error))
        setTimeout(ask, againMs)
      })
      .finally(() => {
        isBusy = false
        if (isAsked) ask()
      })
  }

  return ask
}
