/**
 * Calls `end` once the process that started this one is gone, where npm started it: npm and npx pass no signal on to what
 * they run, so there the change of parent is what tells. Gives the way to stop looking.
 * @param {() => void} end
 * @returns {() => void}
 */
export function whenOrphaned(end) {
  if (process.env.npm_command === undefined) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    end()
  }, 500)
  timer.unref()
  return () => clearInterval(timer)
}
