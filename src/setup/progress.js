/**
 * A line that says what is being done and for how long: redrawn in a terminal, said once elsewhere.
 * Everything goes to stderr, since stdout belongs to results.
 */
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/**
 * @param {string} label
 * @returns {{ update(detail: string): void, done(detail?: string): void, fail(): void }}
 */
export function startProgress(label) {
  const startedAt = Date.now()
  const isTerminal = process.stderr.isTTY === true
  let detail = ''
  let tick = 0
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(0)} s`
  const line = (mark, end) => `${mark} ${label}${detail === '' ? '' : ` · ${detail}`} · ${end}`
  const draw = () => process.stderr.write(`\r\x1b[2K${line(FRAMES[tick++ % FRAMES.length], seconds())}`)
  const timer = isTerminal ? setInterval(draw, 100) : undefined
  if (!isTerminal) process.stderr.write(`${label} …\n`)
  const end = (mark) => {
    clearInterval(timer)
    process.stderr.write(`${isTerminal ? '\r\x1b[2K' : ''}${line(mark, seconds())}\n`)
  }
  return {
    update(text) {
      const isNewStage = !isTerminal && stageOf(text) !== stageOf(detail)
      detail = text
      if (isNewStage) process.stderr.write(`${label} · ${text.replace(/\s*\d+ %$/, '')}\n`)
    },
    done(text) {
      detail = text ?? ''
      end('✓')
    },
    fail: () => end('✗'),
  }
}

/** What is said without its figures, so that a log shows each stage once and not each percent. */
function stageOf(text) {
  return text.replace(/[\d.]+\s*\S*/g, '')
}
